package io.laminar.deploy.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.laminar.deploy.servers.EmbeddedKafka;
import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.store.EventLoop;
import io.laminar.stats.StatsService;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.queue.EventQueue;
import io.laminar.stats.queue.EventQueueException;
import io.laminar.stats.queue.EventQueueOptions;
import io.laminar.stats.queue.FactSums;
import io.laminar.stats.topic.EventTopic;
import io.laminar.stats.topic.TopicException;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Kafka and PostgreSQL freeze, die and come back while events flow. */
final class ServersAwayIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Facts that {@link #publishAll} has added. */
  private long added;

  @Test
  void saysThatKafkaCannotBeReachedByTheDeadline() throws IOException {
    String nowhere = "127.0.0.1:" + unusedPort();
    try (var loop = new EventLoop()) {
      long begun = System.nanoTime();

      Throwable failure =
          loop.failureOf(
              () -> EventTopic.ensure(loop.vertx(), nowhere, "any", 1, Duration.ofMillis(700)));

      assertThat(failure)
          .isInstanceOf(TopicException.class)
          .hasMessage("Kafka at " + nowhere + ": topic any: no answer within 700 ms");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void failsNoticesByTheDeadlineWhileKafkaIsFrozenAndKeepsTheSums() {
    EmbeddedKafka kafka = TestServers.ownKafka();
    try (var here =
        StatsInstallation.on(TestServers.redis(), TestServers.postgres(), kafka.address())) {
      EventQueue queue = here.startQueue(withBuffer(here.queueOptions(), 200));
      FactSums.Cell requests = cell(here, queue);
      here.publish(queue, List.of(notice("before")));
      kafka.pause();

      Stall stall = Stall.watch(here);
      long begun = System.nanoTime();
      List<Throwable> failures = publishAndFail(here, queue, requests, 300);
      long tookMillis = Duration.ofNanos(System.nanoTime() - begun).toMillis();

      assertThat(failures).hasSize(300);
      assertThat(failures).allMatch(failure -> failure instanceof EventQueueException);
      assertThat(count(failures, EventQueueException.Kind.FULL)).isGreaterThanOrEqualTo(100);
      assertThat(count(failures, EventQueueException.Kind.LATE)).isBetween(100L, 200L);
      assertThat(tookMillis).isBetween(1_900L, 4_000L);
      assertThat(stall.longestMillis()).isLessThan(500);
      assertThat(queue.depth()).isLessThanOrEqualTo(200);
      assertThat(queue.failed()).isEqualTo(300);

      kafka.resume();
      here.startStats();
      await().atMost(PATIENCE).until(() -> queue.depth() == 0);
      here.loop.call(queue::close);
      await().atMost(PATIENCE).until(() -> here.total(Fact.REQUEST) >= 300);
      here.awaitAllCounted();
      assertThat(here.total(Fact.REQUEST)).isEqualTo(300);
      assertThat(queue.lostFacts()).isZero();
      // what failed late got through after all, and would not count again if it were sent again
      assertThat(here.notices(NoticeKind.WIN)).isBetween(1L, 201L);
    } finally {
      kafka.stop();
    }
  }

  @Test
  void losesNothingAcknowledgedWhenKafkaIsKilledAndStartedAgain() {
    EmbeddedKafka kafka = TestServers.ownKafka();
    try (var here =
        StatsInstallation.on(TestServers.redis(), TestServers.postgres(), kafka.address())) {
      EventQueue queue = here.startQueue();
      FactSums.Cell requests = cell(here, queue);
      StatsService service = here.startStats();
      int acknowledged = publishAll(here, queue, requests, "before", 200);

      kafka.kill();
      acknowledged += publishAll(here, queue, requests, "during", 50);
      await().atMost(PATIENCE).until(() -> !service.status().aggregator().trouble().isEmpty());
      kafka.start();
      await()
          .atMost(PATIENCE)
          .until(() -> publishAll(here, queue, requests, "during", 50) == 50); // tried again
      acknowledged += publishAll(here, queue, requests, "after", 200);

      assertThat(acknowledged).isGreaterThanOrEqualTo(400);
      here.loop.call(queue::close);
      await().atMost(PATIENCE).until(() -> here.notices(NoticeKind.WIN) >= 450);
      here.awaitAllCounted();
      assertThat(here.notices(NoticeKind.WIN)).isEqualTo(450);
      assertThat(here.total(Fact.REQUEST)).isEqualTo(added);
      assertThat(queue.lostFacts()).isZero();
      await().atMost(PATIENCE).until(() -> service.status().aggregator().trouble().isEmpty());
    } finally {
      kafka.stop();
    }
  }

  @Test
  void waitsForPostgresAndGoesOnByItself() {
    EmbeddedPostgres postgres = TestServers.ownPostgres();
    try (var here =
        StatsInstallation.on(TestServers.redis(), postgres.address(), TestServers.kafka())) {
      EventQueue queue = here.startQueue();
      FactSums.Cell requests = cell(here, queue);
      StatsService service = here.startStats();
      publishAll(here, queue, requests, "up", 100);
      await().atMost(PATIENCE).until(() -> service.status().canary().alive());

      freeze(postgres);
      publishAll(here, queue, requests, "frozen", 100);
      await()
          .atMost(PATIENCE)
          .until(() -> service.status().aggregator().trouble().contains("no answer within"));
      await().atMost(PATIENCE).until(() -> !service.status().canary().alive());
      thaw(postgres);
      await().atMost(PATIENCE).until(() -> service.status().canary().alive());

      postgres.kill();
      publishAll(here, queue, requests, "dead", 100);
      await()
          .atMost(PATIENCE)
          .until(() -> service.status().aggregator().trouble().contains("postgresql://"));
      postgres.start();
      await().atMost(PATIENCE).until(() -> service.status().canary().alive());

      here.loop.call(queue::close);
      await().atMost(PATIENCE).until(() -> here.notices(NoticeKind.WIN) >= 300);
      here.awaitAllCounted();
      assertThat(here.notices(NoticeKind.WIN)).isEqualTo(300);
      assertThat(here.total(Fact.REQUEST)).isEqualTo(added);
      assertThat(service.status().aggregator().trouble()).isEmpty();
      here.stopStats();
    } finally {
      postgres.stop();
    }
  }

  /** With the processes that serve its connections, which {@code pause} does not reach. */
  private static void freeze(EmbeddedPostgres postgres) {
    postgres.pause();
    signalChildren(postgres, "-STOP");
  }

  private static void thaw(EmbeddedPostgres postgres) {
    signalChildren(postgres, "-CONT");
    postgres.resume();
  }

  private static void signalChildren(EmbeddedPostgres postgres, String signal) {
    ProcessHandle.of(postgres.pid())
        .orElseThrow()
        .descendants()
        .forEach(
            child -> {
              try {
                new ProcessBuilder("kill", signal, Long.toString(child.pid())).start().waitFor();
              } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
              }
            });
  }

  /** Publishes, adds one fact for each, and answers how many were acknowledged. */
  private int publishAll(
      StatsInstallation here, EventQueue queue, FactSums.Cell requests, String prefix, int count) {
    added += count;
    List<Notice> notices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      notices.add(notice(prefix + i));
    }
    return here.loop.call(
        () -> {
          requests.add(count);
          List<Future<Void>> all = notices.stream().map(queue::publish).toList();
          return Future.join(all)
              .transform(
                  ended ->
                      Future.succeededFuture((int) all.stream().filter(Future::succeeded).count()));
        });
  }

  private static List<Throwable> publishAndFail(
      StatsInstallation here, EventQueue queue, FactSums.Cell requests, int count) {
    return here.loop.call(
        () -> {
          requests.add(count);
          List<Future<Void>> all = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            all.add(queue.publish(notice("frozen" + i)));
          }
          return Future.join(all)
              .transform(
                  ended ->
                      Future.succeededFuture(
                          all.stream().filter(Future::failed).map(Future::cause).toList()));
        });
  }

  private static long count(List<Throwable> failures, EventQueueException.Kind kind) {
    return failures.stream()
        .filter(failure -> ((EventQueueException) failure).kind() == kind)
        .count();
  }

  private static FactSums.Cell cell(StatsInstallation here, EventQueue queue) {
    return here.loop.call(() -> Future.succeededFuture(queue.sums().cell(Fact.REQUEST, "")));
  }

  private static Notice notice(String id) {
    return StatsInstallation.notice(NoticeKind.WIN, id, "c", 1_000);
  }

  private static EventQueueOptions withBuffer(EventQueueOptions options, int buffer) {
    return new EventQueueOptions(
        options.kafka(),
        options.topic(),
        options.partitions(),
        buffer,
        options.flushInterval(),
        options.heartbeatInterval(),
        options.deadline(),
        options.startDeadline(),
        options.sender(),
        options.spill());
  }

  private static int unusedPort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** How long the event loop was kept from running a timer. */
  private static final class Stall {

    private static final long TICK_MILLIS = 5;

    private long lastNanos = System.nanoTime();
    private volatile long longestNanos;

    static Stall watch(StatsInstallation here) {
      var stall = new Stall();
      here.loop.call(
          () -> {
            here.vertx.setPeriodic(TICK_MILLIS, tick -> stall.tick());
            return Future.succeededFuture();
          });
      return stall;
    }

    private void tick() {
      long now = System.nanoTime();
      longestNanos = Math.max(longestNanos, now - lastNanos);
      lastNanos = now;
    }

    long longestMillis() {
      return Duration.ofNanos(longestNanos).toMillis();
    }
  }
}
