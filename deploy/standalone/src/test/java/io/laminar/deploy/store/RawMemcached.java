package io.laminar.deploy.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A Memcached server asked without the kit, line by line, in Latin-1, so that bytes stay bytes. */
final class RawMemcached implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream input;

  RawMemcached(String address) {
    URI uri = URI.create(address);
    try {
      socket = new Socket(uri.getHost(), uri.getPort());
      socket.setSoTimeout(PATIENCE_MILLIS);
      input = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first line of the answer to one command. */
  String ask(String command) {
    send(command);
    return readLine();
  }

  /** Stores bytes as an old system would. */
  String set(String key, int expirySecond, byte[] value) {
    String head = "set " + key + " 0 " + expirySecond + " " + value.length;
    return ask(head + "\r\n" + new String(value, StandardCharsets.ISO_8859_1));
  }

  /** The lines of the answer to one command, up to the line {@code END}. */
  List<String> list(String command) {
    send(command);
    List<String> lines = new ArrayList<>();
    for (String line = readLine(); !line.equals("END"); line = readLine()) {
      lines.add(line);
    }
    return lines;
  }

  /** A whole dump, begun as soon as the server is not busy with another. */
  List<String> dump() {
    List<String> lines = new ArrayList<>();
    for (String line = firstOfDump(); !line.equals("END"); line = readLine()) {
      lines.add(line);
    }
    return lines;
  }

  /** Deletes every item; unlike {@code flush_all} at once, so that nothing still counts. */
  void empty() {
    for (String line = firstOfDump(); !line.equals("END"); line = firstOfDump()) {
      List<String> keys = new ArrayList<>();
      for (; !line.equals("END"); line = readLine()) {
        keys.add(decode(line.substring("key=".length(), line.indexOf(' '))));
      }
      keys.forEach(key -> ask("delete " + key));
    }
  }

  /** The first line of a dump, asked for again while the server removes expired items itself. */
  private String firstOfDump() {
    String line = ask("lru_crawler metadump hash");
    while (line.startsWith("BUSY")) {
      line = ask("lru_crawler metadump hash");
    }
    return line;
  }

  private static String decode(String encoded) {
    return java.net.URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
  }

  private void send(String command) {
    try {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String readLine() {
    var line = new StringBuilder();
    try {
      for (int next = input.read(); next != '\n'; next = input.read()) {
        if (next < 0) {
          throw new IOException("the server closed the connection after \"" + line + "\"");
        }
        line.append((char) next);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
