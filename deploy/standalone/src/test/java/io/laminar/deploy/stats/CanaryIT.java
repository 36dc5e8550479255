package io.laminar.deploy.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.redis.RedisLink;
import io.laminar.stats.StatsService;
import io.laminar.stats.canary.CanaryKey;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.queue.EventQueue;
import io.vertx.pgclient.PgConnection;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The canary lives while the whole way works, and no longer than its TTL after that. */
final class CanaryIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private EmbeddedRedis redis;
  private StatsInstallation here;
  private RedisLink link;

  @BeforeEach
  void install() {
    redis = TestServers.ownRedis();
    here = StatsInstallation.on(redis.address(), TestServers.postgres(), TestServers.kafka());
    link =
        here.loop.call(
            () -> RedisLink.connected(here.vertx, redis.address(), Duration.ofSeconds(5), 100));
  }

  @AfterEach
  void uninstall() {
    here.loop.call(link::close);
    here.close();
    redis.stop();
  }

  @Test
  void appearsOnlyWhenTheTransactionOfItsHeartbeatIsCommitted() {
    here.startStats();
    PgConnection lock = here.connect();
    here.run(lock, "BEGIN", "LOCK TABLE stats_position IN SHARE MODE");
    EventQueue queue = here.startQueue();
    await().atMost(PATIENCE).until(() -> queue.sent() >= 2L * StatsInstallation.PARTITIONS);
    await().atMost(PATIENCE).until(this::aTransactionWaitsForTheLock);
    assertThat(canary()).isEmpty();

    long released = System.currentTimeMillis();
    here.run(lock, "COMMIT");

    await().atMost(PATIENCE).until(() -> canary().isPresent());
    assertThat(canary().orElseThrow().bidder()).isEqualTo("test");
    assertThat(canary().orElseThrow().committedMillis()).isGreaterThanOrEqualTo(released);
    assertThat(ttlMillis()).isBetween(1L, StatsInstallation.TTL.toMillis());
    here.loop.call(lock::close);
  }

  @Test
  void diesWithinItsTtlWhenTheAggregatorStopsAndComesBackWithIt() {
    here.startQueue();
    here.startStats();
    await().atMost(PATIENCE).until(() -> canary().isPresent());

    here.stopStats();
    long stopped = System.nanoTime();
    await().pollInterval(Duration.ofMillis(10)).atMost(PATIENCE).until(() -> canary().isEmpty());
    long lived = Duration.ofNanos(System.nanoTime() - stopped).toMillis();

    assertThat(lived).isLessThanOrEqualTo(StatsInstallation.TTL.toMillis() + 10_000);
    here.startStats();
    await().atMost(PATIENCE).until(() -> canary().isPresent());
  }

  @Test
  void diesWhenNoHeartbeatsCome() {
    EventQueue queue = here.startQueue();
    StatsService service = here.startStats();
    await().atMost(PATIENCE).until(() -> canary().isPresent());

    here.loop.call(queue::close);

    await().atMost(PATIENCE).until(() -> canary().isEmpty());
    assertThat(service.status().canary().alive()).isFalse();
    await().atMost(PATIENCE).until(() -> service.status().canary().reason().startsWith("no "));
  }

  @Test
  void isNotWrittenForHeartbeatsThatAreTooOld() {
    here.startQueue();
    var strict = here.statsOptions(here.topic, Duration.ofMillis(1));

    StatsService service = here.startStats(strict);

    await().atMost(PATIENCE).until(() -> service.status().aggregator().records() > 0);
    await()
        .atMost(PATIENCE)
        .until(() -> service.status().canary().reason().contains("the limit is 1 ms"));
    assertThat(canary()).isEmpty();
    assertThat(service.status().canary().writtenMillis()).isZero();
  }

  @Test
  void isWrittenAgainWhenRedisComesBackAndNothingWaitsForThat() {
    EventQueue queue = here.startQueue();
    StatsService service = here.startStats();
    await().atMost(PATIENCE).until(() -> canary().isPresent());

    redis.kill();
    await().atMost(PATIENCE).until(() -> !service.status().canary().alive());
    here.publish(queue, List.of(StatsInstallation.notice(NoticeKind.WIN, "without-redis", "c", 1)));
    await().atMost(PATIENCE).until(() -> here.notices(NoticeKind.WIN) == 1);
    assertThat(service.status().canary().reason()).contains("redis://");
    redis.start();

    await().atMost(PATIENCE).until(() -> service.status().canary().alive());
    await().atMost(PATIENCE).ignoreExceptions().until(() -> canary().isPresent());
  }

  private boolean aTransactionWaitsForTheLock() {
    return here.sql(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND application_name = 'laminar-stats' AND wait_event_type = 'Lock'")
            .size()
        > 0;
  }

  private Optional<CanaryKey> canary() {
    Response value = redis(Request.cmd(Command.GET).arg(here.canaryKey));
    return Optional.ofNullable(value).map(text -> CanaryKey.decode(text.toString()));
  }

  private long ttlMillis() {
    return redis(Request.cmd(Command.PTTL).arg(here.canaryKey)).toLong();
  }

  private Response redis(Request request) {
    return here.loop.call(() -> link.send("test", request));
  }
}
