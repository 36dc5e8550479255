package io.laminar.deploy.migrate;

import io.laminar.deploy.command.CommandException;
import io.laminar.migration.config.BearerToken;
import io.laminar.migration.config.ConfigurationException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Talks to the admin API of one process. Waits, so it is not for an event loop. */
final class AdminClient {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  private static final int MOST_MOVES = 3;
  private static final int MOVED = 307;

  /** Redirects are followed by hand: the token has to go along. */
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final BearerToken token;
  private URI migration;

  AdminClient(String host, int port, BearerToken token, String name) {
    this.token = token;
    this.migration = URI.create("http://" + host + ":" + port + "/migrations/" + name);
  }

  /** Where the migration stands. */
  JsonObject status() throws InterruptedException {
    return send(request(migration).timeout(Duration.ofSeconds(10)).build());
  }

  /** Gives a command and waits for its answer, however long the command takes. */
  JsonObject command(String name, JsonObject body) throws InterruptedException {
    return send(
        request(URI.create(migration + "/" + name))
            .header("laminar-operator", operator())
            .POST(BodyPublishers.ofString(body.encode()))
            .build());
  }

  /** Who gives the command, for the log: the user and the machine. */
  private static String operator() {
    String user = System.getProperty("user.name", "");
    return (user + "@" + hostName()).replaceAll("[^\\x21-\\x7e]", "?");
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost"; // a machine without a name
    }
  }

  /** What was published from a number on, and whether the whole log is as it was written. */
  JsonObject log(long from) throws InterruptedException {
    return send(
        request(URI.create(migration + "/log?from=" + from))
            .timeout(Duration.ofSeconds(60))
            .build());
  }

  private HttpRequest.Builder request(URI uri) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    return token.isNone() ? request : request.header("authorization", token.header());
  }

  /** The member that is asked may name the one that moves the migration. */
  private HttpResponse<String> follow(HttpRequest request)
      throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    for (int moves = 0; response.statusCode() == MOVED && moves < MOST_MOVES; moves++) {
      URI elsewhere = URI.create(response.headers().firstValue("location").orElseThrow());
      HttpRequest again =
          HttpRequest.newBuilder(request, (name, value) -> true).uri(elsewhere).build();
      response = http.send(again, BodyHandlers.ofString());
    }
    return response;
  }

  private JsonObject send(HttpRequest request) throws InterruptedException {
    HttpResponse<String> response;
    try {
      response = follow(request);
    } catch (IOException e) {
      throw new CommandException(
          "no bidder answers at "
              + request.uri()
              + ": start one with laminar bidder, or say where it is with --admin-host and"
              + " --admin-port",
          e);
    }
    followTo(response.uri());
    JsonObject answer = json(request, response);
    if (response.statusCode() == 400) {
      throw new ConfigurationException(List.of(answer.getString("error", response.body())));
    }
    if (response.statusCode() / 100 != 2) {
      throw new CommandException(answer.getString("error", response.body()));
    }
    return answer;
  }

  /** Further questions go where the last one was answered. */
  private void followTo(URI answeredBy) {
    migration = URI.create("http://" + answeredBy.getAuthority() + migration.getPath());
  }

  private static JsonObject json(HttpRequest request, HttpResponse<String> response) {
    try {
      return new JsonObject(response.body());
    } catch (DecodeException e) {
      throw new CommandException(
          "what answers at " + request.uri() + " is no admin API: " + response.statusCode(), e);
    }
  }
}
