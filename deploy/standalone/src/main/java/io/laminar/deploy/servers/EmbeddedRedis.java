package io.laminar.deploy.servers;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A Redis. Ready as soon as it answers {@code PING}. */
public final class EmbeddedRedis extends EmbeddedServer {

  private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final String PONG = "+PONG\r\n";

  private final boolean durable;

  /**
   * @param durable true: writes each command to a file before it answers, so that nothing is lost
   *     when it is killed; false: comes back empty
   */
  public EmbeddedRedis(RunFolder run, Port port, boolean durable) {
    super(run, "redis", Signal.TERM, port);
    this.durable = durable;
  }

  @Override
  public String address() {
    return "redis://127.0.0.1:" + port();
  }

  @Override
  void prepare() {}

  @Override
  List<String> command() {
    return List.of(
        Binaries.redis(run()).toString(),
        "--port",
        Integer.toString(port()),
        "--bind",
        "127.0.0.1",
        "--dir",
        folder().toString(),
        "--save",
        "",
        "--appendonly",
        durable ? "yes" : "no");
  }

  @Override
  boolean answers() throws IOException {
    try (Socket socket = Port.connect(port())) {
      socket.getOutputStream().write(PING);
      byte[] answer = socket.getInputStream().readNBytes(PONG.length());
      return new String(answer, StandardCharsets.US_ASCII).equals(PONG);
    }
  }
}
