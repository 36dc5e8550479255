package io.laminar.deploy.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.laminar.stats.StatsOptions;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.queue.EventQueue;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The store of days' totals is changed at a date, and back, and no amount is lost or added twice.
 */
final class DaysIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CAMPAIGN = "c17";
  private static final long PRICE = 2_000_000;

  private final StatsInstallation here = StatsInstallation.shared();
  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
  private int sent;

  @AfterEach
  void uninstall() {
    here.close();
  }

  @Test
  void movesAtADateAndBackWhileEventsComeLate() {
    LocalDate cut = today.plusDays(1);
    LocalDate back = today.plusDays(3);
    String plan = cut + "=other," + back + "=first";
    EventQueue queue = here.startQueue();
    here.startStats(options(""));
    publish(queue, today, 30);
    awaitTotal(today, "", 30);

    here.stopStats();
    here.startStats(options(plan));
    here.startStats(options(plan)); // two feed by turns
    publish(queue, cut, 40);
    publish(queue, today, 5); // late
    publish(queue, cut.plusDays(1), 7);
    publish(queue, back, 11);

    awaitTotal(back, plan, 11);
    awaitTotal(cut.plusDays(1), plan, 7);
    awaitTotal(cut, plan, 40);
    awaitTotal(today, plan, 35);
    // each day has one home
    assertThat(here.dayTotal(CAMPAIGN, "win", cut, "")).isZero();
    assertThat(here.dayTotal(CAMPAIGN, "win", today, today + "=other")).isZero();
    assertThat(here.dayTotal(CAMPAIGN, "win", back, "")).isEqualTo(11);
    assertThat(here.notices(NoticeKind.WIN)).isEqualTo(93);
  }

  @Test
  void refusesToMoveADayOfWhichTotalsAreWritten() {
    EventQueue queue = here.startQueue();
    here.startStats(options(""));
    publish(queue, today, 3);
    awaitTotal(today, "", 3);
    here.stopStats();

    Throwable failure =
        here.loop.failureOf(
            () -> io.laminar.stats.StatsService.start(here.vertx, options(today + "=other")));

    assertThat(failure)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stats.days-plan moves " + today + " to the other store")
        .hasMessageContaining("the first day that may move is " + today.plusDays(1));
    here.startStats(options(today.plusDays(1) + "=other"));
    publish(queue, today, 2);
    awaitTotal(today, "", 5);
  }

  @Test
  void addsOnceWhatAStoreHadTakenBeforeTheBooksForgotIt() {
    EventQueue queue = here.startQueue();
    here.startStats(options(""));
    publish(queue, today, 10);
    awaitTotal(today, "", 10);
    // as if the process had died between the two: the amount is owed still, under the same id
    here.sql(
        """
        CREATE FUNCTION keep() RETURNS trigger AS $$ BEGIN RETURN NULL; END $$ LANGUAGE plpgsql;
        CREATE TRIGGER keep BEFORE DELETE ON stats_day_pending
          FOR EACH ROW EXECUTE FUNCTION keep();
        """);
    publish(queue, today, 10);
    awaitTotal(today, "", 20);
    await()
        .atMost(PATIENCE)
        .during(Duration.ofSeconds(1)) // several feedings
        .until(() -> here.dayTotal(CAMPAIGN, "win", today, "") == 20);

    here.sql("DROP TRIGGER keep ON stats_day_pending");

    await().atMost(PATIENCE).until(() -> here.sql("SELECT 1 FROM stats_day_pending").size() == 0);
    assertThat(here.dayTotal(CAMPAIGN, "win", today, "")).isEqualTo(20);
  }

  private StatsOptions options(String plan) {
    StatsOptions usual = here.statsOptions(here.topic);
    return new StatsOptions(
        usual.addresses(),
        usual.aggregator(),
        usual.canary(),
        usual.deadline(),
        usual.retention(),
        here.daysOptions(plan),
        usual.api());
  }

  private void publish(EventQueue queue, LocalDate day, int count) {
    List<Notice> notices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sent++;
      notices.add(
          new Notice(
              "win:" + sent,
              NoticeKind.WIN,
              "bid" + sent,
              CAMPAIGN,
              "creative",
              PRICE,
              day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli()));
    }
    here.publish(queue, notices);
  }

  private void awaitTotal(LocalDate day, String plan, long wins) {
    await().atMost(PATIENCE).until(() -> here.dayTotal(CAMPAIGN, "win", day, plan) >= wins);
    assertThat(here.dayTotal(CAMPAIGN, "win", day, plan)).isEqualTo(wins);
  }
}
