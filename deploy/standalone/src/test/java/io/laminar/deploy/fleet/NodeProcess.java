package io.laminar.deploy.fleet;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A {@link FleetNode} seen from the test: its process, its signals, its admin API. */
final class NodeProcess implements AutoCloseable {

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(30))
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  private static final Set<Integer> NOT_NOW = Set.of(409, 503);

  private final Process process;
  private final String migration;
  private final Path history;
  private final int adminPort;
  private boolean stopped;

  private NodeProcess(Process process, String migration, Path history, int adminPort) {
    this.process = process;
    this.migration = migration;
    this.history = history;
    this.adminPort = adminPort;
  }

  /** Starts one and waits until it takes part. */
  static NodeProcess start(JsonObject settings) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx96m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    FleetNode.class.getName(),
                    settings.encode()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String port = lastLine(out);
    if (port == null) {
      process.destroyForcibly();
      throw new AssertionError(settings.getString("name") + " ended before it had started");
    }
    return new NodeProcess(
        process,
        settings.getString("namespace"),
        Path.of(settings.getString("history")),
        Integer.parseInt(port));
  }

  /** The first line that is a number: what else comes is the log. */
  private static String lastLine(BufferedReader out) throws IOException {
    String line = out.readLine();
    while (line != null && !line.matches("\\d+")) {
      line = out.readLine();
    }
    return line;
  }

  Path history() {
    return history;
  }

  /** Where it stands, as its admin API says. */
  JsonObject status() throws IOException, InterruptedException {
    return send(request("").build());
  }

  /** Gives a command to it, or to the member that it names. */
  JsonObject command(String command, JsonObject body) throws IOException, InterruptedException {
    return send(post(command, body));
  }

  /** The same; nothing is done if it is not the one that may just then. */
  void tryCommand(String command, JsonObject body) throws IOException, InterruptedException {
    HttpRequest request = post(command, body);
    var response = HTTP.send(request, BodyHandlers.ofString());
    if (!NOT_NOW.contains(response.statusCode())) {
      json(request, response);
    }
  }

  private HttpRequest post(String command, JsonObject body) {
    return request("/" + command).POST(BodyPublishers.ofString(body.encode())).build();
  }

  /** The log of all publications. */
  JsonObject log() throws IOException, InterruptedException {
    return send(request("/log").build());
  }

  /** Sends a signal, such as {@code STOP}. */
  void signal(String signal) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("kill -" + signal + " failed");
    }
    stopped = signal.equals("STOP");
  }

  /** True between {@code STOP} and {@code CONT}. */
  boolean standsStill() {
    return stopped;
  }

  /** Lets it end in order. */
  void end() throws IOException, InterruptedException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      throw new AssertionError("process " + process.pid() + " does not end");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + adminPort + "/migrations/" + migration + path))
        .timeout(Duration.ofSeconds(60));
  }

  private static JsonObject send(HttpRequest request) throws IOException, InterruptedException {
    return json(request, HTTP.send(request, BodyHandlers.ofString()));
  }

  private static JsonObject json(HttpRequest request, HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw new AssertionError(request.uri() + ": " + response.statusCode() + response.body());
    }
    return new JsonObject(response.body());
  }
}
