package io.laminar.migration.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.config.BearerToken;
import io.laminar.migration.ladder.Ladder;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Side;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MigrationApiTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final LadderOptions OPTIONS =
      new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofMillis(5), Duration.ofMillis(10));

  private final EventLoop loop = new EventLoop();
  private final MemorySides sides = new MemorySides();
  private BearerToken wanted = BearerToken.NONE;
  private Ladder ladder;
  private HttpServer server;

  private record Answer(int status, Buffer body) {
    JsonObject json() {
      return new JsonObject(body);
    }

    String error() {
      return json().getString("error");
    }
  }

  @BeforeEach
  void listen() {
    ladder =
        loop.call(
            () ->
                Ladder.open(
                    loop.vertx(),
                    OPTIONS,
                    sides,
                    new MemoryStore(loop.vertx(), new MemoryStore.Server(), "control"),
                    HybridClock.system()));
    var api =
        new MigrationApi(loop.vertx(), ladder, Optional.empty(), "profiles", Optional.empty());
    server =
        loop.call(
            () ->
                loop.vertx()
                    .createHttpServer()
                    .requestHandler(request -> MigrationApi.guarded(wanted, api).handle(request))
                    .listen(0, "127.0.0.1"));
  }

  @AfterEach
  void close() {
    EventLoop.wait(ladder.close());
    loop.close();
  }

  private Answer send(HttpMethod method, String path, String body) {
    var client = loop.vertx().createHttpClient();
    return EventLoop.wait(
        client
            .request(method, server.actualPort(), "127.0.0.1", path)
            // nested, so that the body is asked for before it has gone by
            .compose(
                request ->
                    request
                        .send(Buffer.buffer(body))
                        .compose(
                            response ->
                                response.body().map(got -> new Answer(response.statusCode(), got))))
            .eventually(client::close));
  }

  private Answer post(String command, String body) {
    return send(HttpMethod.POST, "/migrations/profiles/" + command, body);
  }

  private JsonObject status() {
    return send(HttpMethod.GET, "/migrations/profiles", "").json();
  }

  @Test
  void tellsNothingAndDoesNothingForWhoDoesNotShowTheToken() {
    wanted = new BearerToken("0123456789abcdef");

    Answer read = send(HttpMethod.GET, "/migrations", "");
    Answer walk = post("walk", "{\"to\":\"S7\"}");

    assertThat(read.status()).isEqualTo(401);
    assertThat(read.error()).isEqualTo("send authorization: Bearer TOKEN, as admin.token");
    assertThat(walk.status()).isEqualTo(401);
    wanted = BearerToken.NONE;
    assertThat(status().getString("step")).isEqualTo("S0");
    assertThat(status().getString("goal")).isEqualTo("S0");
  }

  @Test
  void tellsWhereAMigrationStandsAndWhatGoesOn() {
    JsonObject status = status();

    assertThat(status.getString("step")).isEqualTo("S0");
    assertThat(status.getString("reads")).isEqualTo("old");
    assertThat(status.getString("nextCommand")).contains("walk");
    assertThat(new JsonArray(send(HttpMethod.GET, "/migrations", "").body()))
        .containsExactly(status);
  }

  @Test
  void walksUpAndDown() {
    assertThat(post("walk", "{\"to\":\"s7\"}").status()).isEqualTo(202);
    Awaitility.await().until(() -> status().getString("step").equals("S7"));

    assertThat(post("walk", "{\"to\":\"S0\"}").status()).isEqualTo(202);
    Awaitility.await().until(() -> status().getString("step").equals("S0"));
  }

  @Test
  void steersARunningWalk() {
    assertThat(post("throttle", "{\"perSecond\":100}").status()).isEqualTo(200);
    assertThat(post("pause", "").json().getBoolean("paused")).isTrue();
    assertThat(post("resume", "").json().getBoolean("paused")).isFalse();
    post("walk", "{\"to\":\"S3\"}");
    Awaitility.await().until(() -> status().getString("step").equals("S3"));

    Answer verified = post("verify", "{\"repair\":false}");

    assertThat(verified.status()).isEqualTo(200);
    assertThat(verified.json().getJsonObject("lastVerify").getBoolean("equal")).isTrue();
  }

  @Test
  void changesHowFastJobsMayGoAndWhenTheyGiveWay() {
    post("throttle", "{\"perSecond\":900}");

    JsonObject throttle =
        post("throttle", "{\"liveP99\":\"5ms\",\"leastRate\":70}").json().getJsonObject("throttle");

    assertThat(throttle.getInteger("most")).isEqualTo(900);
    assertThat(throttle.getInteger("now")).isEqualTo(900);
    assertThat(throttle.getInteger("least")).isEqualTo(70);
    assertThat(throttle.getLong("objectiveMicros")).isEqualTo(5_000);
    for (String wrong :
        new String[] {
          "{\"liveP99\":5}", "{\"liveP99\":\"2h\"}", "{\"leastRate\":0}", "{\"leastRate\":null}"
        }) {
      assertThat(post("throttle", wrong).status()).as(wrong).isEqualTo(400);
      assertThat(post("throttle", wrong).error()).as(wrong).contains(" must be a ");
    }
    assertThat(status().getJsonObject("throttle")).isEqualTo(throttle);
  }

  @Test
  void saysWhatIsWrongWithACommand() {
    assertThat(post("walk", "{\"to\":\"S9\"}").status()).isEqualTo(400);
    assertThat(post("walk", "{\"to\":\"S9\"}").error()).contains("S0, S1").contains("S9");
    assertThat(post("walk", "{").error()).contains("JSON");
    assertThat(post("walk", "{\"to\":7}").status()).isEqualTo(400);
    assertThat(post("walk", "{\"to\":null}").status()).isEqualTo(400);
    assertThat(post("walk", "{\"to\":null}").error()).contains("to must be a text");
    assertThat(post("verify", "{\"repair\":null}").status()).isEqualTo(400);
    assertThat(post("throttle", "{\"perSecond\":1.5}").status()).isEqualTo(400);
    assertThat(post("forget", "{\"member\":\"m2\"}").error()).contains("migration.control");
    assertThat(send(HttpMethod.GET, "/migrations/profiles/log", "").status()).isEqualTo(409);
    assertThat(post("throttle", "{}").error()).contains("perSecond");
    assertThat(post("throttle", "{\"perSecond\":-1}").status()).isEqualTo(400);
    assertThat(post("fly", "").status()).isEqualTo(404);
    assertThat(post("fly", "").error()).contains("pause");
    assertThat(post("verify", "").status()).isEqualTo(409);
    assertThat(post("complete", "{\"confirm\":\"other\"}").status()).isEqualTo(400);
    assertThat(post("complete", "{\"confirm\":\"profiles\"}").status()).isEqualTo(409);
    assertThat(send(HttpMethod.GET, "/migrations/other", "").status()).isEqualTo(404);
    assertThat(send(HttpMethod.DELETE, "/migrations/profiles", "").status()).isEqualTo(405);
    assertThat(send(HttpMethod.GET, "/migrations/profiles/walk", "").status()).isEqualTo(405);
    assertThat(post("walk", "x".repeat(200_000)).status()).isEqualTo(413);
    assertThat(status().getString("step")).isEqualTo("S0");
  }

  @Test
  void tellsEverythingThatIsWrongWithACommandAtOnce() {
    assertThat(post("ramp", "{\"to\":\"S9\",\"perMille\":1001,\"dryrun\":true}").error())
        .contains("step must be one of S0, S1")
        .contains("perMille must be a whole number, 0..1000, was 1001")
        .contains("there is no field dryrun; there are [dryRun, perMille, to]");
    assertThat(post("throttle", "{\"perSecond\":-1,\"liveP99\":\"2h\",\"leastRate\":0}").error())
        .contains("perSecond must be")
        .contains("liveP99 must be")
        .contains("leastRate must be");
    assertThat(post("verify", "{\"repair\":1,\"dryRun\":\"yes\"}").error())
        .contains("repair must be true or false")
        .contains("dryRun must be true or false");
    assertThat(post("pause", "{\"forever\":true}").status()).isEqualTo(400);
    assertThat(post("walk", "[]").error()).contains("JSON object");
    assertThat(status().getBoolean("paused")).isFalse();
  }

  @Test
  void refusesInADryRunWhatItWouldRefuse() {
    assertThat(post("complete", "{\"confirm\":\"other\",\"dryRun\":true}").error())
        .contains("confirm with the name profiles");
    assertThat(post("reverse", "{\"cut\":\"2026-12-01\",\"dryRun\":true}").error())
        .contains("timed rollover");
    assertThat(post("complete", "{}").error()).contains("confirm must be a text");
    assertThat(post("complete", "{}").status()).isEqualTo(400);
  }

  @Test
  void tellsTheWayAndDoesNothingWhenAskedTo() {
    Answer answer = post("walk", "{\"to\":\"S2\",\"dryRun\":true}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getJsonArray("way"))
        .containsExactly("S0 → S1 shadow writes", "S1 → S2 backfill");
    assertThat(status().getString("step")).isEqualTo("S0");
  }

  private JsonArray way(String command, String body) {
    Answer answer = post(command, body);
    assertThat(answer.status()).as(command).isEqualTo(200);
    return answer.json().getJsonArray("way");
  }

  @Test
  void tellsWhatEveryCommandWouldDoAndDoesNothing() {
    post("walk", "{\"to\":\"S4\"}");
    Awaitility.await().atMost(PATIENCE).until(() -> status().getString("step").equals("S4"));
    JsonObject before = status();

    assertThat(way("walk", "{\"to\":\"S3\",\"dryRun\":true}"))
        .containsExactly("S4 → S3 shadow reads");
    assertThat(way("ramp", "{\"to\":\"S5\",\"perMille\":10,\"dryRun\":true}"))
        .containsExactly(
            "10 ‰ of the keys in S5 strict, new, were 0 ‰: old and new compared equal; the journal"
                + " is empty");
    assertThat(way("reverse", "{\"dryRun\":true}")).hasSize(4);
    assertThat(way("abort", "{\"dryRun\":true}")).hasSize(4);
    assertThat(way("pause", "{\"dryRun\":true}"))
        .containsExactly("would hold jobs and walk where they are");
    assertThat(way("resume", "{\"dryRun\":true}")).containsExactly("would let jobs and walk go on");
    assertThat(way("throttle", "{\"perSecond\":9,\"dryRun\":true}"))
        .containsExactly("would let jobs go by perSecond=9");
    assertThat(post("complete", "{\"dryRun\":true}").error()).contains("possible in S7");
    assertThat(post("ramp", "{\"to\":\"S7\",\"perMille\":10,\"dryRun\":true}").error())
        .contains("neighbour");

    assertThat(status()).isEqualTo(before);
  }

  @Test
  void comparesButMendsNothingInADryRunOfARepair() {
    post("walk", "{\"to\":\"S3\"}");
    Awaitility.await().atMost(PATIENCE).until(() -> status().getString("step").equals("S3"));
    sides.data(Side.OLD).entries().put("k", Entry.of(Buffer.buffer("v"), 1));

    JsonObject report = post("repair", "{\"dryRun\":true}").json().getJsonObject("lastVerify");

    assertThat(report.getBoolean("equal")).isFalse();
    assertThat(report.getLong("repaired")).isZero();
    assertThat(sides.data(Side.NEW).entries()).doesNotContainKey("k");
    post("verify", "{\"repair\":true,\"dryRun\":true}");
    assertThat(sides.data(Side.NEW).entries()).doesNotContainKey("k");
    post("repair", "{}");
    assertThat(sides.data(Side.NEW).entries()).containsKey("k");
  }

  @Test
  void tellsWhatCompleteWouldRemoveAndRemovesItOnlyWhenItIsConfirmed() {
    sides.data(Side.OLD).entries().put("k", Entry.of(Buffer.buffer("v"), 1));
    post("walk", "{\"to\":\"S7\"}");
    Awaitility.await().atMost(PATIENCE).until(() -> status().getString("step").equals("S7"));

    assertThat(way("complete", "{\"dryRun\":true}"))
        .containsExactly(
            "S7 → S8 done", "the entries in the old store are removed; this cannot be undone");

    assertThat(status().getString("step")).isEqualTo("S7");
    assertThat(sides.data(Side.OLD).entries()).containsKey("k");
    assertThat(post("complete", "{\"confirm\":\"profiles\"}").status()).isEqualTo(200);
    assertThat(sides.data(Side.OLD).entries()).doesNotContainKey("k");
  }

  @Test
  void rampsSomeKeysToTheNeighbourAndBack() {
    post("walk", "{\"to\":\"S4\"}");
    Awaitility.await().atMost(PATIENCE).until(() -> status().getString("step").equals("S4"));

    assertThat(post("ramp", "{\"to\":\"S5\",\"perMille\":10}").status()).isEqualTo(202);
    Awaitility.await().atMost(PATIENCE).until(() -> status().getInteger("perMille", 0) == 10);
    assertThat(status().getString("reads")).isEqualTo("10 ‰ of the keys: new; all others: old");
    post("ramp", "{\"to\":\"S5\",\"perMille\":0}");

    Awaitility.await().atMost(PATIENCE).until(() -> !status().containsKey("perMille"));
    assertThat(status().getString("step")).isEqualTo("S4");
    assertThat(post("ramp", "{\"to\":\"S7\",\"perMille\":10}").error()).contains("neighbour");
    assertThat(post("ramp", "{\"to\":\"S5\",\"perMille\":1001}").error()).contains("0..1000");
  }

  @Test
  void abortsOnlyWhileTheOldStoreLeads() {
    post("walk", "{\"to\":\"S3\"}");
    Awaitility.await().atMost(PATIENCE).until(() -> status().getString("step").equals("S3"));
    assertThat(post("abort", "").status()).isEqualTo(202);
    Awaitility.await().atMost(PATIENCE).until(() -> status().getString("step").equals("S0"));
    post("walk", "{\"to\":\"S6\"}");
    Awaitility.await().atMost(PATIENCE).until(() -> status().getString("step").equals("S6"));

    assertThat(post("abort", "").status()).isEqualTo(409);
    assertThat(post("abort", "").error()).contains("reverse");
    assertThat(post("repair", "").json().getJsonObject("lastVerify").getBoolean("equal")).isTrue();
    assertThat(post("reverse", "{}").status()).isEqualTo(202);
    Awaitility.await().atMost(PATIENCE).until(() -> status().getString("step").equals("S0"));
  }

  @Test
  void tellsItsPlanAndAppliesNoOther() {
    JsonObject plan = send(HttpMethod.GET, "/migrations/profiles/plan", "").json();

    assertThat(plan.getString("strategy")).isEqualTo("dual-write");
    assertThat(plan.getString("explanation")).contains("| S4 strict, old |");
    assertThat(plan.getJsonArray("violations")).isEmpty();
    assertThat(post("apply", "{\"plan\":\"0123456789abcdef\"}").status()).isEqualTo(409);
    assertThat(post("apply", "{\"plan\":\"0123456789abcdef\"}").error())
        .contains("--migration-plan");
    assertThat(post("reverse", "{\"cut\":\"2026-12-01\"}").error()).contains("timed rollover");
  }

  @Test
  void tellsHowTheStoresDoThatAreOpen() {
    assertThat(status().getJsonArray("stores")).isEmpty();

    loop.call(() -> ladder.member().join(loop.vertx()));

    assertThat(status().getJsonArray("stores"))
        .singleElement()
        .isInstanceOfSatisfying(
            JsonObject.class,
            old -> {
              assertThat(old.getString("side")).isEqualTo("old");
              assertThat(old.getString("store")).isEqualTo("memory:old");
              assertThat(old.getBoolean("good")).isTrue();
            });
  }
}
