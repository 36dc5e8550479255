package io.laminar.deploy.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.laminar.deploy.command.CommandException;
import io.laminar.migration.config.BearerToken;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two members: the one that is asked names the other, which moves the migration. */
class AdminClientTest {

  private static final BearerToken TOKEN = new BearerToken("0123456789abcdef");

  private HttpServer asked;
  private HttpServer mover;

  @BeforeEach
  void listen() throws IOException {
    asked = server();
    mover = server();
    asked.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("location", address(mover) + exchange.getRequestURI());
          answer(exchange, 307, new JsonObject().put("error", "ask another"));
        });
    mover.createContext(
        "/",
        exchange -> {
          boolean known = TOKEN.admits(exchange.getRequestHeaders().getFirst("authorization"));
          byte[] body = exchange.getRequestBody().readAllBytes();
          answer(
              exchange,
              known ? 200 : 401,
              known ? new JsonObject(new String(body, StandardCharsets.UTF_8)) : refusal());
        });
  }

  @AfterEach
  void close() {
    asked.stop(0);
    mover.stop(0);
  }

  private static JsonObject refusal() {
    return new JsonObject().put("error", "send authorization: Bearer TOKEN, as admin.token");
  }

  private static HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    return server;
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, int status, JsonObject body)
      throws IOException {
    byte[] bytes = body.encode().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private AdminClient client(BearerToken token) {
    return new AdminClient("127.0.0.1", asked.getAddress().getPort(), token, "profiles");
  }

  @Test
  void takesCommandAndTokenToTheMemberThatMovesTheMigration() throws Exception {
    JsonObject answer = client(TOKEN).command("walk", new JsonObject().put("to", "S3"));

    assertThat(answer).isEqualTo(new JsonObject().put("to", "S3"));
  }

  @Test
  void saysWhichSettingIsMissingWhereATokenIsWanted() {
    assertThatThrownBy(() -> client(BearerToken.NONE).command("pause", new JsonObject()))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("admin.token");
  }
}
