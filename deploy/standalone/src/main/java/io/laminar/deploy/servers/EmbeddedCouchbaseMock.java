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
 * tests and benchmarks only, and the jar does not carry it: whoever starts one says where it is.
 */
public final class EmbeddedCouchbaseMock extends EmbeddedServer {

  static final String BUCKET = "laminar";
  static final String PASSWORD = "secret";

  /** Couchbase's binary protocol: what is asked, and an answer. */
  private static final int REPLACE = 0x03;

  private static final int TEMPORARY_FAILURE = 0x86;

  /** The program that starts the mock; the build writes it and what it needs down. */
  private static final String NODE = "io.laminar.deploy.servers.CouchbaseMockNode";

  private final String classPath;
  private int adminPort;

  /**
   * @param classPath the mock, the program that starts it, and what both need, as {@code java -cp}
   *     takes it
   */
  public EmbeddedCouchbaseMock(RunFolder run, Port port, String classPath) {
    super(run, "couchbase-mock", Signal.TERM, port);
    this.classPath = classPath;
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

  /** Answers whoever replaces a document as a server does that has no memory left; or no longer. */
  public void refuseReplacements(boolean refuse) {
    int times = refuse ? -1 : 0; // -1: until further notice
    control(
        "opfail?code="
            + TEMPORARY_FAILURE
            + "&operation="
            + REPLACE
            + "&count="
            + times
            + "&servers=%5B0%5D&bucket="
            + BUCKET);
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
        NODE,
        Integer.toString(port()),
        Integer.toString(adminPort),
        ready().toString());
  }

  @Override
  Map<String, String> environment() {
    return Map.of("CLASSPATH", classPath);
  }

  @Override
  boolean answers() {
    return Files.exists(ready());
  }

  private Path ready() {
    return folder().resolve("ready");
  }
}
