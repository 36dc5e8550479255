package io.laminar.bidder.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.openrtb.ResponseSchema;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * One HTTP/1.1 connection under the full control of a test: what is sent is what is written. Every
 * bid response that is read is held to the schema of OpenRTB.
 */
final class Wire implements AutoCloseable {

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");

  private final Socket socket;
  private final InputStream in;

  Wire(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(60_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  record Answer(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.get(name);
    }
  }

  Answer get(String path) throws IOException {
    return send("GET", path, Map.of(), new byte[0]);
  }

  Answer post(String path, String body) throws IOException {
    return send("POST", path, Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  Answer send(String method, String path, Map<String, String> headers, byte[] body)
      throws IOException {
    write(request(method, path, headers, body));
    return read();
  }

  static byte[] request(String method, String path, Map<String, String> headers, byte[] body) {
    var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nhost: bidder\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("content-length: ").append(body.length).append("\r\n\r\n");
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Writes, and says that nothing follows. */
  void writeLast(byte[] bytes) throws IOException {
    try {
      write(bytes);
      socket.shutdownOutput();
    } catch (SocketException e) {
      return; // the other side had enough before the end; what it said can still be read
    }
  }

  /** The status of every answer until the other side closes. */
  List<Integer> statusesUntilClosed() throws IOException {
    String all;
    try {
      all = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException e) {
      return List.of(); // reset: closed while bytes of ours were not read
    }
    return STATUS.matcher(all).results().map(found -> Integer.valueOf(found.group(1))).toList();
  }

  Answer read() throws IOException {
    String statusLine = line();
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the body ended after " + body.length + " of " + length + " bytes");
    }
    int status = Integer.parseInt(statusLine.split(" ")[1]);
    if ("gzip".equals(headers.get("content-encoding"))) {
      body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
    }
    var answer = new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
    if (headers.containsKey("x-openrtb-version")) {
      assertThat(ResponseSchema.broken(answer.body())).as(answer.body()).isEmpty();
    }
    return answer;
  }

  /** True if the other side closes without sending more. */
  boolean isClosedByPeer() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException e) {
      return true; // reset: closed while bytes of ours were not read
    }
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection was closed after \"" + line + "\"");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
