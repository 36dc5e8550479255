package io.laminar.migration.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.config.BearerToken;
import io.laminar.migration.ladder.Ladder;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.plan.Explanation;
import io.laminar.migration.plan.Linter;
import io.laminar.migration.plan.Plan;
import io.laminar.migration.plan.PlanReader;
import io.laminar.migration.route.MemorySides;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of a plan in the body, through the whole API. */
final class PlanDeskTest {

  private static final String YAML =
      """
      name: visits
      strategy: double-copy
      from: {store: "redis://:secret1@127.0.0.1:6379", namespace: v}
      to: {store: "postgresql://u:secret2@127.0.0.1:5432/d", namespace: v}
      """;
  private static final Plan PLAN = PlanReader.read(YAML);

  private final EventLoop loop = new EventLoop();
  private final MemoryStore.Server control = new MemoryStore.Server();
  private BearerToken wanted = BearerToken.NONE;
  private Ladder ladder;
  private HttpServer server;

  private record Answer(int status, String body) {
    JsonObject json() {
      return new JsonObject(body);
    }
  }

  @BeforeEach
  void listen() {
    ladder =
        loop.call(
            () ->
                Ladder.open(
                    loop.vertx(),
                    new LadderOptions(
                        "profiles", 100, 4, 0, 3, Duration.ofMillis(5), Duration.ofMillis(10)),
                    new MemorySides(),
                    new MemoryStore(loop.vertx(), control, "control"),
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

  private Answer send(HttpMethod method, String question, String body) {
    var client = loop.vertx().createHttpClient();
    return EventLoop.wait(
        client
            .request(method, server.actualPort(), "127.0.0.1", "/migrations/" + question)
            .compose(
                request ->
                    request
                        .send(Buffer.buffer(body))
                        .compose(
                            response ->
                                response
                                    .body()
                                    .map(got -> new Answer(response.statusCode(), got.toString()))))
            .eventually(client::close));
  }

  private Answer post(String question, String body) {
    return send(HttpMethod.POST, question, body);
  }

  @Test
  void showsAPlanInFullWithItsHashAndWithoutPasswords() {
    Answer answer = post("plan", YAML);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getString("hash")).isEqualTo(PLAN.hash());
    assertThat(answer.json().getJsonObject("plan")).isEqualTo(PLAN.toShownJson());
    assertThat(answer.body()).doesNotContain("secret");
    assertThat(post("plan", PLAN.toJson().encode())).isEqualTo(answer);
  }

  @Test
  void tellsWhichLawsAPlanBreaksWithTheHistories() {
    JsonObject lint = post("lint", YAML).json();
    var violations = Linter.lint(PLAN.steps());

    assertThat(violations).isNotEmpty();
    assertThat(lint.getBoolean("safe")).isTrue();
    assertThat(lint.getJsonArray("violations")).hasSameSizeAs(violations);
    JsonObject first = lint.getJsonArray("violations").getJsonObject(0);
    assertThat(first.getString("what")).isEqualTo(violations.get(0).toString());
    assertThat(first.getBoolean("waived")).isTrue();
    assertThat(first.getJsonArray("history")).hasSameSizeAs(violations.get(0).history());
  }

  @Test
  void explainsThePlanStepByStepAndInWords() {
    JsonObject explained = post("explain", YAML).json();
    JsonArray steps = explained.getJsonArray("steps");

    assertThat(explained.getString("explanation")).isEqualTo(Explanation.of(PLAN));
    assertThat(steps).hasSameSizeAs(PLAN.steps().all());
    assertThat(steps.getJsonObject(0).getString("reads")).isEqualTo("old");
    assertThat(steps.getJsonObject(0).getString("writes")).isEqualTo("old");
    assertThat(steps.getJsonObject(1).getJsonArray("toGoOn"))
        .contains("everything is copied to new");
    assertThat(steps.getJsonObject(steps.size() - 1).getJsonArray("toGoBack")).isEmpty();
  }

  @Test
  void tellsEverythingThatIsWrongWithAPlanAtOnce() {
    for (String question : new String[] {"plan", "lint", "explain"}) {
      Answer answer = post(question, "name: V\nstrategy: dual\nlimits: {soak: 5}\nextra: 1");

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.json().getJsonArray("problems")).hasSize(6);
      assertThat(answer.json().getString("error"))
          .contains("strategy must be one of")
          .contains("from must be a mapping")
          .contains("limits.soak must be a time")
          .contains("extra is unknown");
    }
    assertThat(post("plan", "").status()).isEqualTo(400);
    assertThat(post("plan", "[".repeat(90_000)).status()).isEqualTo(400);
    assertThat(post("plan", "x".repeat(100_000)).status()).isEqualTo(413);
    assertThat(send(HttpMethod.GET, "plan", "").status()).isEqualTo(405);
  }

  @Test
  void refusesASelectorOfSoManyConditionsThatTheLinterWouldNotEnd() {
    Answer answer = post("lint", YAML + selector(13));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().getString("error")).contains("at most 12").contains("has 13");
    assertThat(post("lint", YAML + selector(12)).status()).isEqualTo(200);
  }

  private static String selector(int conditions) {
    return "selector: {or: ["
        + IntStream.range(0, conditions)
            .mapToObj(i -> "{perMille: {salt: s" + i + ", of: 10}}")
            .collect(Collectors.joining(", "))
        + "]}";
  }

  @Test
  void writesNothingAndAnswersNobodyWithoutTheToken() {
    var before = control.entries().toString();

    post("explain", YAML);
    wanted = new BearerToken("0123456789abcdef");

    assertThat(post("plan", YAML).status()).isEqualTo(401);
    assertThat(control.entries()).hasToString(before);
  }
}
