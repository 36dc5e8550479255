package io.laminar.deploy.servers;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Couchbase's own mock of a Couchbase server, in a JVM of its own: one node with one bucket, {@code
 * laminar}. It has neither range scans nor durability and keeps nothing when it ends, so it is for
 * tests only.
 */
public final class CouchbaseMockServer extends EmbeddedServer {

  static final String BUCKET = "laminar";
  static final String PASSWORD = "secret";

  private int adminPort;

  public CouchbaseMockServer(RunFolder run, Port port) {
    super(run, "couchbase-mock", Signal.TERM, port);
  }

  @Override
  public String address() {
    return "couchbase://" + BUCKET + ":" + PASSWORD + "@127.0.0.1:" + port() + "/" + BUCKET;
  }

  /** Makes each reply stop in its middle for so long, as a slow network does; 0 ends that. */
  public void delayReplies(int millis) {
    // after the header of a reply
    control("hiccup?msecs=" + millis + "&offset=24&servers=%5B0%5D&bucket=" + BUCKET);
  }

  private void control(String command) {
    try {
      var connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + adminPort + "/mock/" + command)
                  .toURL()
                  .openConnection();
      String answer = new String(connection.getInputStream().readAllBytes());
      if (!answer.contains("ok")) {
        throw new ServerException("the mock refused " + command + ": " + answer);
      }
    } catch (IOException e) {
      throw new ServerException("cannot tell the mock " + command, e);
    }
  }

  @Override
  void prepare() throws IOException {
    Files.deleteIfExists(ready());
    adminPort = Port.ANY.choose("the mock's administration");
  }

  @Override
  List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        CouchbaseMockNode.class.getName(),
        Integer.toString(port()),
        Integer.toString(adminPort),
        ready().toString());
  }

  @Override
  Map<String, String> environment() {
    return Programs.ownClassPath();
  }

  @Override
  boolean answers() {
    return Files.exists(ready());
  }

  private Path ready() {
    return folder().resolve("ready");
  }
}
