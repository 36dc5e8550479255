package io.laminar.deploy.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.laminar.stats.StatsService;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.queue.EventQueue;
import io.laminar.stats.queue.FactSums;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each record counts once, whoever dies, and however many count. */
final class ExactlyOnceIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private StatsInstallation here;
  private EventQueue queue;
  private FactSums.Cell requests;

  @BeforeEach
  void install() {
    here = StatsInstallation.shared();
    queue = here.startQueue();
    requests = here.loop.call(() -> Future.succeededFuture(queue.sums().cell(Fact.REQUEST, "")));
  }

  @AfterEach
  void uninstall() {
    here.close();
  }

  @Test
  void countsOnceWhatAnAggregatorHadInHandWhenItWasKilled() throws Exception {
    try (var doomed = AggregatorProcess.start(here)) {
      here.publish(queue, notices("before", 10));
      await().atMost(PATIENCE).until(() -> here.notices(NoticeKind.WIN) == 10);
      PgConnection lock = here.connect();
      here.run(lock, "BEGIN", "LOCK TABLE stats_notice IN EXCLUSIVE MODE");

      here.publish(queue, notices("inHand", 10));
      await().atMost(PATIENCE).until(this::aTransactionWaitsForTheLock);
      doomed.kill();
      here.run(lock, "COMMIT");
      here.loop.call(lock::close);
    }
    await().atMost(PATIENCE).until(() -> !anAggregatorIsConnected());
    assertThat(here.notices(NoticeKind.WIN)).isEqualTo(10);

    here.startStats();
    here.publish(queue, notices("after", 10));

    await().atMost(PATIENCE).until(() -> here.notices(NoticeKind.WIN) >= 30);
    add(1_000);
    await().atMost(PATIENCE).until(() -> here.total(Fact.REQUEST) >= 1_000);
    assertThat(here.notices(NoticeKind.WIN)).isEqualTo(30);
    assertThat(here.total(Fact.REQUEST)).isEqualTo(1_000);
  }

  @Test
  void twoAggregatorsOfOneGroupDivideTheWork() {
    StatsService first = here.startStats();
    StatsService second = here.startStats();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                first.status().aggregator().partitions() > 0
                    && second.status().aggregator().partitions() > 0);

    feed(50);

    awaitTotals(50);
    assertThat(first.status().aggregator().records()).isPositive();
    assertThat(second.status().aggregator().records()).isPositive();
  }

  @Test
  void twoAggregatorsThatBothBelieveToOwnEveryPartitionCountOnce() {
    StatsService first = here.startStats(here.statsOptions(here.topic + "-a"));
    StatsService second = here.startStats(here.statsOptions(here.topic + "-b"));

    feed(100);

    awaitTotals(100);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        first.status().aggregator().overtaken()
                            + second.status().aggregator().overtaken())
                    .isPositive());
  }

  @Test
  void goesOnWhereItEndedWhenItIsStartedAgain() {
    for (int round = 1; round <= 3; round++) {
      here.startStats();
      int fedAlready = (round - 1) * 20;
      feed(fedAlready, 20);
      awaitTotals(round * 20);
      here.stopStats();
    }

    feed(60, 20); // while nobody counts
    here.startStats();

    awaitTotals(80);
  }

  private void awaitTotals(int rounds) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                here.notices(NoticeKind.WIN) >= rounds * 10L
                    && here.total(Fact.REQUEST) >= rounds * 7L);
    here.awaitAllCounted();
    assertThat(here.notices(NoticeKind.WIN)).isEqualTo(rounds * 10L);
    assertThat(here.total(Fact.REQUEST)).isEqualTo(rounds * 7L);
  }

  private void feed(int rounds) {
    feed(0, rounds);
  }

  private void feed(int from, int rounds) {
    for (int round = from; round < from + rounds; round++) {
      add(7);
      here.publish(queue, notices("r" + round + "-", 10));
    }
  }

  private void add(long count) {
    here.loop.call(
        () -> {
          requests.add(count);
          return Future.succeededFuture();
        });
  }

  private static List<Notice> notices(String prefix, int count) {
    List<Notice> notices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      notices.add(StatsInstallation.notice(NoticeKind.WIN, prefix + i, "c", 1_000));
    }
    return notices;
  }

  private boolean aTransactionWaitsForTheLock() {
    return rows("wait_event_type = 'Lock'") > 0;
  }

  private boolean anAggregatorIsConnected() {
    return rows("true") > 0;
  }

  private int rows(String condition) {
    return here.sql(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                + " AND application_name = 'laminar-stats' AND "
                + condition)
        .size();
  }
}
