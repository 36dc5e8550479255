package io.laminar.migration.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A client that shows what is on the wire: sends words or raw bytes, and reads each reply as text:
 * {@code +OK}, {@code -ERR …}, {@code :1}, {@code value}, {@code (nil)}, {@code [a, b]} and {@code
 * {a, b}} for pairs.
 */
public final class RespClient implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;

  public RespClient(int port) {
    this(connected(port));
  }

  /**
   * @param socket that is connected, such as one with TLS
   */
  public RespClient(Socket socket) {
    try {
      this.socket = socket;
      socket.setSoTimeout(PATIENCE_MILLIS);
      this.in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Socket connected(int port) {
    try {
      return new Socket("127.0.0.1", port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends one command and reads its reply. */
  public String ask(String... words) {
    send(words);
    return read();
  }

  public void send(String... words) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(bytes("*" + words.length + "\r\n"));
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      out.writeBytes(bytes("$" + bytes.length + "\r\n"));
      out.writeBytes(bytes);
      out.writeBytes(bytes("\r\n"));
    }
    sendBytes(out.toByteArray());
  }

  /** Sends text as it is. */
  public void sendRaw(String text) {
    sendBytes(bytes(text));
  }

  public void sendBytes(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next reply. */
  public String read() {
    try {
      return reply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** True if the server has closed the connection, with nothing more to read. */
  public boolean isEnded() {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException reset) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String reply() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+', '-', ':' -> line;
      case '_' -> "(nil)";
      case '$', '=' -> rest.equals("-1") ? "(nil)" : bulk(Integer.parseInt(rest));
      case '*' -> rest.equals("-1") ? "(nil)" : items(Integer.parseInt(rest)).toString();
      case '%' -> "{" + String.join(", ", items(2 * Integer.parseInt(rest))) + "}";
      default -> throw new IOException("no reply: " + line);
    };
  }

  private List<String> items(int count) throws IOException {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(reply());
    }
    return items;
  }

  private String bulk(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    line();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\r'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server closed the connection after \"" + line + "\"");
      }
      line.write(b);
    }
    in.read();
    return line.toString(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
