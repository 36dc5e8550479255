package io.laminar.deploy.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.laminar.migration.store.EventLoop;
import io.laminar.stats.StatsService;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.queue.EventQueue;
import io.laminar.stats.queue.FactSums;
import io.laminar.stats.report.NoticeTotal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes in at the near end is counted at the far end, no more and no less. */
final class StatsQueueIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private StatsInstallation here;

  @BeforeEach
  void install() {
    here = StatsInstallation.shared();
  }

  @AfterEach
  void uninstall() {
    here.close();
  }

  @Test
  void countsEveryFactOfEveryLoop() {
    here.startStats();
    EventQueue queue = here.startQueue();

    addFactsOnALoop(queue, 1_000);
    addFactsOnALoop(queue, 500);
    here.loop.call(queue::close);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(here.total(Fact.REQUEST)).isEqualTo(1_500));
    assertThat(here.total(Fact.NO_BID, "budget-spent")).isEqualTo(3_000);
    assertThat(here.total(Fact.BID)).isZero();
    assertThat(queue.lostFacts()).isZero();
    assertThat(queue.depth()).isZero();
  }

  @Test
  void countsEachAcknowledgedNoticeOnceHoweverOftenItIsSent() {
    here.startStats();
    EventQueue queue = here.startQueue();
    List<Notice> notices = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      notices.add(StatsInstallation.notice(NoticeKind.WIN, "win:" + i, "c" + i % 3, 1_500_000));
      notices.add(StatsInstallation.notice(NoticeKind.BILLING, "bill:" + i, "c0", 2_000_000));
      notices.add(StatsInstallation.notice(NoticeKind.BILLING, "bill:" + i / 2, "c0", 2_000_000));
    }

    here.publish(queue, notices);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(here.notices(NoticeKind.WIN)).isEqualTo(2_000);
              assertThat(here.notices(NoticeKind.BILLING)).isEqualTo(2_000);
            });
    List<NoticeTotal> totals = here.notices();
    assertThat(totals)
        .contains(
            new NoticeTotal("BILLING", "c0", 2_000, 4_000_000_000L),
            new NoticeTotal("WIN", "c2", 666, 999_000_000L));
    assertThat(totals.get(0).spendMicros()).isEqualTo(4_000_000);
  }

  @Test
  void addsWhatComesLateToTheHourItBelongsTo() {
    here.startStats();
    EventQueue queue = here.startQueue();
    Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(2));
    Instant then = hour.minusMillis(1);

    here.publish(
        queue,
        List.of(
            new Notice("a", NoticeKind.CLICK, "b1", "c", "cr", 0, then.toEpochMilli()),
            new Notice("b", NoticeKind.CLICK, "b2", "c", "cr", 0, then.toEpochMilli() + 1)));

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(here.notices(NoticeKind.CLICK)).isEqualTo(2));
    var hours = new ArrayList<Instant>();
    here.sql("SELECT hour FROM stats_hour WHERE fact = 'CLICK' ORDER BY hour")
        .forEach(row -> hours.add(row.getOffsetDateTime(0).toInstant()));
    assertThat(hours).containsExactly(hour.minus(Duration.ofHours(1)), hour);
  }

  @Test
  void keepsWhatItCannotReadApartAndGoesOn() {
    var service = here.startStats();
    EventQueue queue = here.startQueue();
    RawRecords.send(
        here.addresses.kafka(),
        here.topic,
        "not JSON \u0000 at all",
        "L\u0003\u0001 of a later program",
        "");

    here.publish(queue, List.of(StatsInstallation.notice(NoticeKind.CLICK, "after", "c", 0)));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(here.notices(NoticeKind.CLICK)).isEqualTo(1);
              assertThat(here.kept())
                  .extracting(kept -> kept.reason())
                  .hasSize(3)
                  .anyMatch(reason -> reason.startsWith("a record begins with"))
                  .anyMatch(reason -> reason.contains("versions 1..2, the record has 3"))
                  .anyMatch(reason -> reason.equals("the record is empty"));
            });
    assertThat(service.status().aggregator().deadLetters()).isEqualTo(3);
  }

  @Test
  void keepsApartWhatTheDatabaseRefusesAndEntersItsNeighbours() {
    here.startStats();
    EventQueue queue = here.startQueue();
    here.sql("ALTER TABLE stats_notice ADD CHECK (campaign_id <> 'refused')");
    List<Notice> notices = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String campaign = i % 7 == 3 ? "refused" : "fine";
      notices.add(StatsInstallation.notice(NoticeKind.WIN, "w" + i, campaign, 1));
    }

    here.publish(queue, notices);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(here.notices(NoticeKind.WIN)).isEqualTo(17);
              assertThat(here.kept()).hasSize(3);
            });
    assertThat(here.kept()).allMatch(kept -> kept.reason().contains("check"));
  }

  @Test
  void beginsAtTheFirstRecordOfATopicThatWasMadeAnew() {
    here.startStats();
    EventQueue before = here.startQueue();
    here.publish(before, List.of(StatsInstallation.notice(NoticeKind.WIN, "old", "c", 1)));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(here.notices(NoticeKind.WIN)).isEqualTo(1));
    here.loop.call(before::close);
    here.stopStats();
    RawRecords.deleteTopic(here.addresses.kafka(), here.topic);

    EventQueue after = here.startQueue();
    here.publish(after, List.of(StatsInstallation.notice(NoticeKind.WIN, "new", "c", 1)));
    here.startStats();

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(here.notices(NoticeKind.WIN)).isEqualTo(2));
    assertThat(here.kept()).isEmpty();
  }

  @Test
  void tellsOfRecordsThatKafkaRemovedBeforeTheyWereCounted() {
    EventQueue queue = here.startQueue();
    for (int i = 0; i < 20; i++) {
      here.publish(queue, List.of(StatsInstallation.notice(NoticeKind.WIN, "gone" + i, "c", 1)));
    }
    long removed = RawRecords.deleteAll(here.addresses.kafka(), here.topic);

    var service = here.startStats();
    here.publish(queue, List.of(StatsInstallation.notice(NoticeKind.WIN, "counted", "c", 1)));

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(here.notices(NoticeKind.WIN)).isEqualTo(1));
    assertThat(service.status().aggregator().lostRecords()).isEqualTo(removed);
    assertThat(here.kept())
        .isNotEmpty()
        .allMatch(kept -> kept.reason().contains("before they were counted"));
  }

  @Test
  void tellsWhichBillsDoNotCountSinceTheBidWasLost() {
    var service = here.startStats();
    EventQueue queue = here.startQueue();
    publishAndCount(queue, service, "billing:b1", NoticeKind.LOSS, 1);
    publishAndCount(queue, service, "billing:b2", NoticeKind.BILLING, 2);

    here.publish(
        queue, List.of(StatsInstallation.notice(NoticeKind.BILLING, "billing:b1", "c", 1)));
    here.publish(queue, List.of(StatsInstallation.notice(NoticeKind.LOSS, "billing:b2", "c", 1)));
    here.publish(
        queue, List.of(StatsInstallation.notice(NoticeKind.BILLING, "billing:b2", "c", 1)));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var aggregator = service.status().aggregator();
              assertThat(aggregator.duplicateNotices()).isEqualTo(3);
              assertThat(aggregator.billsOfLost()).isEqualTo(1);
              assertThat(aggregator.lossesOfBilled()).isEqualTo(1);
            });
    assertThat(here.notices(NoticeKind.BILLING)).isEqualTo(1);
  }

  private void publishAndCount(
      EventQueue queue, StatsService service, String id, NoticeKind kind, int counted) {
    here.publish(queue, List.of(StatsInstallation.notice(kind, id, "c", 1)));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(service.status().aggregator().newNotices()).isEqualTo(counted));
  }

  @Test
  void saysHowFarItIs() {
    var service = here.startStats();
    EventQueue queue = here.startQueue();
    long begun = System.currentTimeMillis();

    here.publish(queue, List.of(StatsInstallation.notice(NoticeKind.WIN, "w", "c", 1)));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var status = service.status();
              assertThat(status.aggregator().newNotices()).isEqualTo(1);
              assertThat(status.aggregator().partitions()).isEqualTo(StatsInstallation.PARTITIONS);
              assertThat(status.aggregator().lastCommitMillis()).isGreaterThanOrEqualTo(begun);
              assertThat(status.aggregator().lagRecords()).isBetween(0L, 20L);
              assertThat(status.aggregator().recordsPerSecond()).isPositive();
              assertThat(status.aggregator().trouble()).isEmpty();
              assertThat(status.line()).contains("canary alive");
            });
  }

  /** Adds on an event loop of its own, over a few flushes, and waits until all is added. */
  private void addFactsOnALoop(EventQueue queue, int times) {
    Context context = here.vertx.getOrCreateContext();
    Promise<Void> added = Promise.promise();
    context.runOnContext(
        go -> {
          FactSums sums = queue.sums();
          FactSums.Cell requests = sums.cell(Fact.REQUEST, "");
          FactSums.Cell noBids = sums.cell(Fact.NO_BID, "budget-spent");
          addInPortions(requests, noBids, times).onComplete(added);
        });
    EventLoop.wait(added.future());
  }

  private Future<Void> addInPortions(FactSums.Cell requests, FactSums.Cell noBids, int times) {
    int portion = Math.min(times, 100);
    for (int i = 0; i < portion; i++) {
      requests.add(1);
      noBids.add(2);
    }
    return times == portion
        ? Future.succeededFuture()
        : here.vertx
            .timer(Duration.ofMillis(30).toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
            .compose(later -> addInPortions(requests, noBids, times - portion));
  }
}
