package io.laminar.migration.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.fleet.FleetOptions;
import io.laminar.migration.fleet.MemoryControlStore;
import io.laminar.migration.store.EventLoop;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator orders over the admin API of a fleet's member, as the log tells it later. */
final class OrdersInTheLogTest {

  private final EventLoop loop = new EventLoop();
  private final MemoryControlStore.Server control =
      new MemoryControlStore.Server("profiles", () -> System.currentTimeMillis() * 1_000);
  private final StraightWay way = StraightWay.of(loop.vertx());
  private FleetPart part;
  private HttpServer server;

  private record Reply(int status, JsonObject body) {}

  @BeforeEach
  void begin() {
    part =
        loop.call(
            () -> FleetPart.join(way.seat(loop.vertx(), control, "m1", FleetOptions.usual())));
    server =
        loop.call(
            () ->
                loop.vertx()
                    .createHttpServer()
                    .requestHandler(
                        new MigrationApi(
                            loop.vertx(),
                            part.ladder(),
                            Optional.of(part.api()),
                            "profiles",
                            Optional.empty()))
                    .listen(0, "127.0.0.1"));
    Awaitility.await().until(() -> part.status().controller());
  }

  @AfterEach
  void close() {
    EventLoop.wait(part.ladder().close());
    loop.close();
  }

  private Reply send(HttpMethod method, String path, String operator, String body) {
    var client = loop.vertx().createHttpClient();
    var request =
        new RequestOptions()
            .setMethod(method)
            .setHost("127.0.0.1")
            .setPort(server.actualPort())
            .setURI("/migrations/profiles" + path);
    if (!operator.isEmpty()) {
      request.putHeader("laminar-operator", operator);
    }
    return EventLoop.wait(
        client
            .request(request)
            .compose(
                asked ->
                    asked
                        .send(Buffer.buffer(body))
                        .compose(
                            answer ->
                                answer
                                    .body()
                                    .map(
                                        got ->
                                            new Reply(answer.statusCode(), new JsonObject(got)))))
            .eventually(client::close));
  }

  private Reply order(String command, String body) {
    return send(HttpMethod.POST, "/" + command, "ada@ops", body);
  }

  private boolean stands(String step) {
    JsonObject status = send(HttpMethod.GET, "", "", "").body();
    return status.getString("step").equals(step) && !status.getBoolean("busy");
  }

  private JsonObject log() {
    return send(HttpMethod.GET, "/log", "", "").body();
  }

  private List<String> events() {
    return log().getJsonArray("events").stream()
        .map(JsonObject.class::cast)
        .map(event -> event.getString("who") + ": " + event.getString("what"))
        .toList();
  }

  @Test
  void writesDownEveryOrderWithWhoGaveItBeforeItIsCarriedOut() {
    order("pause", "");
    order("resume", "{}");
    order("throttle", "{\"perSecond\":900,\"liveP99\":\"5ms\"}");
    order("walk", "{\"to\":\"S3\"}");
    Awaitility.await().until(() -> stands("S3"));
    order("verify", "{\"repair\":false}");
    send(HttpMethod.POST, "/repair", "", "");

    assertThat(events())
        .containsExactly(
            "ada@ops (127.0.0.1): pause",
            "ada@ops (127.0.0.1): resume",
            "ada@ops (127.0.0.1): throttle liveP99=5ms perSecond=900",
            "ada@ops (127.0.0.1): walk to=S3",
            "ada@ops (127.0.0.1): verify repair=false",
            "127.0.0.1: repair");
    assertThat(log().getString("broken")).isEmpty();
    assertThat(log().getLong("verifiedEvents")).isEqualTo(6);
    assertThat(log().getJsonArray("events").getJsonObject(5).getLong("publication")).isEqualTo(4);
  }

  @Test
  void writesDownThatAnOrderWasRefused() {
    assertThat(order("verify", "").status()).isEqualTo(409);
    assertThat(order("complete", "{\"confirm\":\"profiles\"}").status()).isEqualTo(409);
    assertThat(order("forget", "{\"member\":\"m9\"}").status()).isEqualTo(409);

    assertThat(events())
        .hasSize(6)
        .contains("ada@ops (127.0.0.1): verify")
        .anyMatch(what -> what.contains("verify was not done: in S0 only one store is written"))
        .anyMatch(what -> what.contains("complete confirm=profiles was not done: "))
        .anyMatch(what -> what.contains("there is no member \"m9\""));
  }

  @Test
  void writesNothingDownInADryRunNorOfWhatIsNotUnderstood() {
    for (String command : List.of("pause", "resume", "abort", "reverse")) {
      assertThat(order(command, "{\"dryRun\":true}").status()).as(command).isEqualTo(200);
    }
    order("walk", "{\"to\":\"S3\",\"dryRun\":true}");
    order("ramp", "{\"to\":\"S1\",\"perMille\":7,\"dryRun\":true}");
    order("throttle", "{\"perSecond\":9,\"dryRun\":true}");
    order("walk", "{\"to\":\"S9\"}");
    order("fly", "");

    assertThat(events()).isEmpty();
    assertThat(control.log()).hasSize(1);
  }

  @Test
  void doesNothingThatCannotBeWrittenDownButPauses() {
    way.refuse("audit");

    assertThat(order("walk", "{\"to\":\"S3\"}").status()).isEqualTo(503);
    assertThat(order("throttle", "{\"perSecond\":9}").status()).isEqualTo(503);
    Reply paused = order("pause", "");

    assertThat(paused.status()).isEqualTo(503);
    assertThat(paused.body().getString("error")).contains("paused, but ").contains("cut off");
    JsonObject status = send(HttpMethod.GET, "", "", "").body();
    assertThat(status.getBoolean("paused")).isTrue();
    assertThat(status.getString("goal")).isEqualTo("S0");
    assertThat(status.getJsonObject("throttle").getInteger("most")).isZero();
  }
}
