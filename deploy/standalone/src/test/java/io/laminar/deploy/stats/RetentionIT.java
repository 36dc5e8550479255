package io.laminar.deploy.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.laminar.stats.StatsOptions;
import io.laminar.stats.StatsService;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.queue.EventQueue;
import io.laminar.stats.retention.RetentionOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is old is folded together and forgotten, and no total changes by that. */
final class RetentionIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final StatsInstallation here = StatsInstallation.shared();
  private final AtomicLong ahead = new AtomicLong();

  @AfterEach
  void uninstall() {
    here.close();
  }

  @Test
  void foldsHoursIntoDaysAndDaysIntoMonthsAndLosesNothing() {
    start();
    EventQueue queue = here.startQueue();
    Instant now = Instant.now();
    for (int daysAgo : new int[] {0, 1, 2, 3, 6}) {
      publish(queue, "d" + daysAgo, now.minus(daysAgo, ChronoUnit.DAYS), 10);
    }
    await().atMost(PATIENCE).until(() -> here.notices(NoticeKind.BILLING) == 50);
    long price = here.notices().get(0).priceMicros();

    ahead.set(Duration.ofDays(3).toMillis());
    await().atMost(PATIENCE).until(() -> count("stats_hour") < 5 && count("stats_day") > 0);
    assertThat(here.notices(NoticeKind.BILLING)).isEqualTo(50);

    ahead.set(Duration.ofDays(100).toMillis());
    await().atMost(PATIENCE).until(() -> count("stats_month") > 0 && count("stats_day") == 0);
    assertThat(count("stats_hour")).isZero();
    assertThat(here.notices(NoticeKind.BILLING)).isEqualTo(50);
    assertThat(here.notices().get(0).priceMicros()).isEqualTo(price);
  }

  @Test
  void countsWhatComesAfterItsHourWasFolded() {
    start();
    EventQueue queue = here.startQueue();
    Instant then = Instant.now().minus(5, ChronoUnit.DAYS);
    publish(queue, "first", then, 10);
    await().atMost(PATIENCE).until(() -> count("stats_day") == 1);

    publish(queue, "late", then, 3);

    await().atMost(PATIENCE).until(() -> here.notices(NoticeKind.BILLING) == 13);
    await().atMost(PATIENCE).until(() -> count("stats_hour") == 0);
    assertThat(count("stats_day")).isEqualTo(1);
    assertThat(here.notices(NoticeKind.BILLING)).isEqualTo(13);
  }

  @Test
  void forgetsNoticesAfterTheWindowAndKeepsOlderOnesApart() {
    start();
    EventQueue queue = here.startQueue();
    publish(queue, "w", Instant.now(), 10);
    publish(queue, "w", Instant.now(), 10);
    await().atMost(PATIENCE).until(() -> here.notices(NoticeKind.BILLING) == 10);
    assertThat(count("stats_notice")).isEqualTo(10);

    ahead.set(Duration.ofDays(8).toMillis());
    await().atMost(PATIENCE).until(() -> count("stats_notice") == 0);
    publish(queue, "w", Instant.now(), 10); // of eight days ago by now

    await().atMost(PATIENCE).until(() -> here.kept().size() == 10);
    assertThat(here.kept()).allMatch(kept -> kept.reason().contains("might have been counted"));
    assertThat(here.notices(NoticeKind.BILLING)).isEqualTo(10);
  }

  @Test
  void makesPartitionsOfWhatWaitedForThem() {
    StatsService service = start();
    EventQueue queue = here.startQueue();
    here.sql("DROP TABLE stats_hour_" + Instant.now().toString().substring(0, 10).replace("-", ""));
    publish(queue, "w", Instant.now(), 10);

    await().atMost(PATIENCE).until(() -> here.notices(NoticeKind.BILLING) == 10);
    await().atMost(PATIENCE).until(() -> count("stats_hour_rest") == 0);
    assertThat(count("stats_hour")).isPositive();
    assertThat(here.notices(NoticeKind.BILLING)).isEqualTo(10);
    assertThat(here.total(Fact.REQUEST)).isZero();
    assertThat(service.status().retention().trouble()).isEmpty();
  }

  private StatsService start() {
    StatsOptions usual = here.statsOptions(here.topic);
    var retention =
        new RetentionOptions(
            Duration.ofMillis(200),
            Duration.ofDays(4),
            Duration.ofDays(40),
            Duration.ofDays(7),
            Duration.ofDays(30));
    var options =
        new StatsOptions(
            usual.addresses(),
            usual.aggregator(),
            usual.canary(),
            usual.deadline(),
            retention,
            usual.days(),
            usual.api());
    return here.startStats(options, () -> System.currentTimeMillis() + ahead.get());
  }

  private void publish(EventQueue queue, String prefix, Instant at, int count) {
    List<Notice> notices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      notices.add(
          new Notice(
              prefix + i, NoticeKind.BILLING, "bid", "c", "cr", 1_000 + i, at.toEpochMilli()));
    }
    here.publish(queue, notices);
  }

  private long count(String table) {
    return here.sql("SELECT count(*) FROM " + table).iterator().next().getLong(0);
  }
}
