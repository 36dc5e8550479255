package io.laminar.deploy.bidder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.testkit.TestServers;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No canary, no bid: whatever happens to the canary or to the Redis it lives in. */
final class CanaryIT {

  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration TTL = Duration.ofMillis(1_500);

  /** For one round trip and the scheduling of a busy machine. */
  private static final Duration SLACK = Duration.ofMillis(150);

  private final EmbeddedRedis redis = TestServers.ownRedis();
  private Rig rig;

  @AfterEach
  void stop() {
    if (rig != null) {
      rig.close();
    }
    redis.stop();
  }

  @Test
  void bidsWhenTheCanaryAppearsAndStopsWhenItExpires() {
    start();
    await().until(() -> rig.get("/health/ready").body().contains("there is no canary"));
    assertSilent();
    assertNotReady("there is no canary");

    Canaries.sing(redis.address(), TTL);
    long expires = System.nanoTime() + TTL.toNanos();
    await().pollInterval(Duration.ofMillis(5)).until(rig::bids);
    assertThat(rig.get("/health/ready").statusCode()).isEqualTo(200);

    assertSilentFrom(expires);
    assertSilent();
  }

  @Test
  void stopsWithinAnIntervalWhenTheCanaryIsTakenAway() {
    start();
    Canaries.sing(redis.address(), Duration.ofMinutes(10));
    await().until(rig::bids);

    Canaries.silence(redis.address());

    assertSilentFrom(System.nanoTime() + INTERVAL.toNanos() + SLACK.toNanos());
    assertNotReady("there is no canary");
  }

  @Test
  void stopsWhenRedisIsKilledAndTheCanaryIsOver() {
    start();
    Canaries.sing(redis.address(), TTL);
    await().until(rig::bids);
    Canaries.sing(redis.address(), TTL);
    long expires = System.nanoTime() + TTL.toNanos();
    await().until(() -> canaryLeftSeconds() <= TTL.toMillis() / 1e3);

    redis.kill();

    assertSilentFrom(expires);
    assertNotReady("no answer for ");

    redis.start();
    Canaries.sing(redis.address(), Duration.ofMinutes(10));
    await().atMost(Duration.ofSeconds(10)).until(rig::bids);
  }

  @Test
  void stopsWhenRedisHangsAndTheCanaryIsOver() {
    start();
    Canaries.sing(redis.address(), Duration.ofMinutes(10));
    await().until(rig::bids);
    Canaries.sing(redis.address(), TTL);
    long expires = System.nanoTime() + TTL.toNanos();
    await().until(() -> canaryLeftSeconds() <= TTL.toMillis() / 1e3);

    redis.pause();

    assertSilentFrom(expires);
    redis.resume();
    Canaries.sing(redis.address(), Duration.ofMinutes(10));
    await().atMost(Duration.ofSeconds(10)).until(rig::bids);
  }

  @Test
  void startsWithoutItsRedisAndBidsWhenItIsThere() {
    redis.kill();
    start();
    assertThat(rig.bid(Rig.BANNER).headers().firstValue("x-no-bid").orElseThrow())
        .isEqualTo("canary-unknown");
    assertNotReady("no answer for ");
    assertThat(rig.get("/health/live").statusCode()).isEqualTo(200);

    redis.start();
    Canaries.sing(redis.address(), Duration.ofMinutes(10));

    await().atMost(Duration.ofSeconds(10)).until(rig::bids);
    assertThat(rig.get("/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void doesNotTrustACanaryThatNeverExpiresOrIsNone() {
    start();
    Canaries.write(redis.address(), "rubbish", Duration.ofMinutes(10));
    await().until(() -> rig.get("/health/ready").body().contains("holds no canary"));
    assertSilent();

    Canaries.singForEver(redis.address());
    await().until(() -> rig.get("/health/ready").body().contains("never expires"));
    assertSilent();
  }

  private void start() {
    rig =
        new Rig(
            Rig.configuration(
                Map.of(
                    "redis",
                    redis.address(),
                    "kafka",
                    TestServers.kafka(),
                    "queue.topic",
                    "canary-it",
                    "canary.check-interval",
                    INTERVAL.toMillis() + "ms")),
            TestServers.redis());
  }

  /** Asks all the time; after that instant no request that is sent may get a bid. */
  private void assertSilentFrom(long latestNanos) {
    boolean silent = false;
    while (!silent) {
      long sent = System.nanoTime();
      silent = !rig.bids();
      assertThat(silent || sent - latestNanos < 0)
          .as("a bid %d ms after the last moment", (sent - latestNanos) / 1_000_000)
          .isTrue();
    }
  }

  private void assertSilent() {
    HttpResponse<String> answer = rig.bid(Rig.BANNER);
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("x-no-bid").orElseThrow()).isEqualTo("no-canary");
  }

  private void assertNotReady(String why) {
    HttpResponse<String> answer = rig.get("/health/ready");
    assertThat(answer.statusCode()).isEqualTo(503);
    JsonObject reason = new JsonObject(answer.body()).getJsonArray("reasons").getJsonObject(0);
    assertThat(reason.getString("subject")).isEqualTo("canary");
    assertThat(reason.getString("problem")).contains(why);
  }

  private double canaryLeftSeconds() {
    return rig.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("laminar_canary_left_seconds "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElseThrow();
  }
}
