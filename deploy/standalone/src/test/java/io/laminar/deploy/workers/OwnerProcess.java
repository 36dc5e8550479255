package io.laminar.deploy.workers;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The process that moves a migration: a proxy with its admin API. */
final class OwnerProcess implements AutoCloseable {

  private static final Pattern ADMIN = Pattern.compile("admin +(http://[0-9.:]+)");
  private static final int ATTEMPTS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();

  private final LaminarProcess process;
  private final String migration;

  private OwnerProcess(LaminarProcess process, String migration) {
    this.process = process;
    this.migration = migration;
  }

  /** Starts one and waits until it takes part; tried again if the servers were too slow for it. */
  static OwnerProcess start(Path folder, Path plan, String migration, String control, String name)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      LaminarProcess process = begin(folder, plan, control, name + "-" + attempt);
      Awaitility.await(name)
          .atMost(PATIENCE)
          .until(() -> process.output().contains("ready") || !process.isAlive());
      Matcher admin = ADMIN.matcher(process.output());
      if (process.isAlive() && admin.find()) {
        return new OwnerProcess(process, admin.group(1) + "/migrations/" + migration);
      }
      if (attempt == ATTEMPTS) {
        throw new AssertionError(process.output());
      }
    }
  }

  private static LaminarProcess begin(Path folder, Path plan, String control, String name)
      throws IOException {
    return LaminarProcess.start(
        folder,
        name,
        "proxy",
        "--migration-plan",
        plan.toString(),
        "--migration-control",
        control,
        "--admin-port",
        "0",
        "--proxy-port",
        "0",
        "--proxy-metrics-port",
        "0",
        "--fleet-member",
        "owner",
        "--fleet-lease",
        "6s");
  }

  JsonObject status() throws IOException, InterruptedException {
    return json(HTTP.send(request("").build(), BodyHandlers.ofString()));
  }

  /** Gives a command; done when it is answered. */
  CompletableFuture<JsonObject> command(String command, JsonObject body) {
    return HTTP.sendAsync(
            request("/" + command).POST(BodyPublishers.ofString(body.encode())).build(),
            BodyHandlers.ofString())
        .thenApply(OwnerProcess::json);
  }

  void kill() throws IOException, InterruptedException {
    process.signal("KILL");
    process.awaitEnd();
  }

  String output() {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(migration + path)).timeout(PATIENCE);
  }

  private static JsonObject json(HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw new AssertionError(response.uri() + ": " + response.statusCode() + response.body());
    }
    return new JsonObject(response.body());
  }
}
