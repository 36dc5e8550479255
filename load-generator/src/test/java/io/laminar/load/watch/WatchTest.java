package io.laminar.load.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.load.result.Mark;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WatchTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AtomicLong clock = new AtomicLong(1_000);
  private final List<Watch> watches = new ArrayList<>();
  private volatile int status = 200;
  private volatile String problem = "";
  private volatile String step = "S1";
  private Vertx vertx;
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    watches.forEach(Watch::close);
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Test
  void marksEachChangeOfTheCanaryAndOfTheStep() {
    Watch watch = watch(base() + "/openrtb2/bid", base() + "/migrations/profiles");
    await(watch, new Sight("alive", "S1"));
    clock.set(2_000);
    problem = "no-canary";
    status = 503;
    await(watch, new Sight("no-canary", "S1"));
    clock.set(3_000);
    step = "S2";
    await(watch, new Sight("no-canary", "S2"));

    assertThat(watch.marks())
        .containsExactly(
            new Mark(1_000, "canary", "alive"),
            new Mark(1_000, "step", "S1"),
            new Mark(2_000, "canary", "no-canary"),
            new Mark(3_000, "step", "S2"));
  }

  @Test
  void saysNothingOfABidderThatDoesNotTell() {
    status = 404;
    Watch watch = watch(base() + "/bid", base() + "/migrations/profiles");

    await(watch, new Sight("", "S1"));
    assertThat(watch.marks()).containsExactly(new Mark(1_000, "step", "S1"));
  }

  @Test
  void asksNobodyUnlessItIsToldTo() {
    Watch watch = Watch.start(vertx, null, "", clock::get);

    assertThat(watch.sight()).isEqualTo(Sight.NOTHING);
    watch.close();
  }

  private Watch watch(String bidder, String migration) {
    Watch watch = Watch.start(vertx, URI.create(bidder), migration, clock::get);
    watches.add(watch);
    return watch;
  }

  private void await(Watch watch, Sight wanted) {
    Awaitility.await().atMost(PATIENCE).until(() -> watch.sight().equals(wanted));
  }

  private String base() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  private void answer(HttpServerRequest request) {
    if (request.path().equals("/health/ready")) {
      String reasons =
          problem.isEmpty() ? "" : "{\"subject\":\"canary\",\"problem\":\"" + problem + "\"}";
      request.response().setStatusCode(status).end("{\"reasons\":[" + reasons + "]}");
    } else {
      request.response().end("{\"step\":\"" + step + "\"}");
    }
  }
}
