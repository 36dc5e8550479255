package io.laminar.deploy.servers;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A DynamoDB Local, Amazon's own stand-in for DynamoDB on one machine, in a JVM of its own.
 *
 * <p>The jar does not carry it, since its licence does not allow that: whoever starts one says
 * where it is. Its class path never mixes with ours. Unlike the other servers it listens on all
 * addresses of the machine; it has no setting for that.
 */
public final class EmbeddedDynamoDb extends EmbeddedServer {

  // any request shows that it serves: this one is refused for want of credentials
  private static final byte[] REQUEST =
      "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final String ANSWER = "HTTP/1.1 400";

  private final String classPath;
  private final boolean durable;

  /**
   * @param classPath DynamoDB Local and what it needs, as {@code java -cp} takes it
   * @param durable true: keeps its tables in files; false: comes back empty
   */
  public EmbeddedDynamoDb(RunFolder run, Port port, String classPath, boolean durable) {
    super(run, "dynamodb", Signal.TERM, port);
    this.classPath = classPath;
    this.durable = durable;
  }

  @Override
  public String address() {
    return "dynamodb://127.0.0.1:" + port();
  }

  @Override
  void prepare() {}

  @Override
  List<String> command() {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
                "-port",
                Integer.toString(port()),
                "-sharedDb",
                "-disableTelemetry"));
    command.addAll(durable ? List.of("-dbPath", folder().toString()) : List.of("-inMemory"));
    return command;
  }

  @Override
  Map<String, String> environment() {
    return Map.of("CLASSPATH", classPath);
  }

  @Override
  boolean answers() throws IOException {
    try (Socket socket = Port.connect(port())) {
      socket.getOutputStream().write(REQUEST);
      byte[] answer = socket.getInputStream().readNBytes(ANSWER.length());
      return new String(answer, StandardCharsets.US_ASCII).equals(ANSWER);
    }
  }
}
