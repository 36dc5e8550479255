package io.laminar.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.load.auction.AuctionKind;
import io.laminar.load.auction.Auctioneer;
import io.laminar.load.auction.Rivals;
import io.laminar.load.notice.NoticeRules;
import io.laminar.load.notice.Notices;
import io.laminar.load.schedule.RateCurve;
import io.laminar.load.schedule.Schedule;
import io.laminar.load.tally.Counts;
import io.laminar.load.tally.DropReason;
import io.laminar.load.tally.Outcome;
import io.laminar.load.tally.Tally;
import io.laminar.load.tally.TallyBook;
import io.laminar.load.template.RequestIds;
import io.laminar.load.template.RequestWriter;
import io.laminar.load.template.TemplateMix;
import io.laminar.load.template.TemplateSet;
import io.laminar.load.time.ManualTime;
import io.laminar.load.user.ChurningUsers;
import io.laminar.load.user.ZipfUsers;
import io.laminar.load.wire.Call;
import io.laminar.load.wire.LinePool;
import io.laminar.load.wire.ScriptedServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** One loop under manual time: every number here is exact. */
class LoadLoopTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HALF_MILLI = Duration.ofNanos(500_000);
  private static final Duration FOREVER = Duration.ofDays(1);

  private final ManualTime time = new ManualTime();
  private final List<String> received = new ArrayList<>();
  private int connections = 1;
  private int keepBusy;
  private int maxInFlight = 10_000;
  private Duration timeout = Duration.ofSeconds(10);

  @Test
  void sendsEveryRequestAtItsTime() {
    LoadLoop loop = loop(1_000, request -> HALF_MILLI);

    Future<Void> ended = loop.begin(time.nanos());
    time.run(SECOND.multipliedBy(2));

    assertThat(ended.succeeded()).isTrue();
    Tally tally = loop.take();
    assertThat(tally.counts().scheduled()).isEqualTo(1_000);
    assertThat(tally.counts().count(Outcome.NO_BID)).isEqualTo(1_000);
    assertThat(tally.times().lag().maxMicros()).isZero();
    assertThat(tally.times().response().maxMicros()).isEqualTo(500);
  }

  @Test
  void showsTheRequestsThatAStallDelayed() {
    long start = time.nanos();
    long stallBegins = start + Duration.ofMillis(200).toNanos();
    long stallEnds = start + Duration.ofMillis(500).toNanos();
    LoadLoop loop =
        loop(
            1_000,
            request ->
                time.nanos() >= stallBegins && time.nanos() < stallEnds
                    ? Duration.ofNanos(stallEnds - time.nanos())
                    : HALF_MILLI);

    loop.begin(start);
    time.run(SECOND.multipliedBy(2));

    Tally tally = loop.take();
    assertThat(tally.counts().count(Outcome.NO_BID)).isEqualTo(1_000);
    // one request saw the stall from inside, hundreds waited for it
    assertThat(tally.times().service().p99Micros()).isEqualTo(500);
    assertThat(tally.times().service().maxMicros()).isBetween(300_000L, 300_300L);
    assertThat(tally.times().response().p50Micros()).isGreaterThan(30_000);
    assertThat(tally.times().response().p90Micros()).isGreaterThan(200_000);
    assertThat(tally.times().response().maxMicros()).isBetween(300_000L, 300_500L);
    assertThat(tally.times().lag().maxMicros()).as("the generator was on time").isZero();
  }

  @Test
  void showsAStallOfASecondInItsHighestPercentilesWhereAClosedLoopHidesIt() {
    connections = 8;
    long start = time.nanos();
    long stallBegins = start + Duration.ofMillis(300).toNanos();
    Function<Buffer, Duration> stallsForASecond =
        request ->
            time.nanos() >= stallBegins && time.nanos() < stallBegins + SECOND.toNanos()
                ? Duration.ofNanos(stallBegins + SECOND.toNanos() - time.nanos())
                : HALF_MILLI;
    LoadLoop open = loop(1_000, stallsForASecond);

    open.begin(start);
    time.run(SECOND.multipliedBy(3));

    Tally honest = open.take();
    assertThat(honest.counts().answered()).isEqualTo(1_000);
    assertThat(honest.times().response().p999Micros()).isBetween(995_000L, 1_001_000L);
    assertThat(honest.times().response().p50Micros()).isGreaterThan(250_000);

    keepBusy = 8;
    long again = time.nanos();
    LoadLoop closed =
        loop(
            1,
            request ->
                time.nanos() - again > 0 && time.nanos() - again < 2 * HALF_MILLI.toNanos()
                    ? SECOND.dividedBy(2)
                    : HALF_MILLI);
    closed.begin(again);
    time.run(SECOND.multipliedBy(3));

    Tally flattering = closed.take();
    assertThat(flattering.times().response().maxMicros()).isGreaterThan(490_000);
    assertThat(flattering.times().response().p99Micros())
        .as("only eight requests saw it from inside, the others were never asked")
        .isLessThan(1_000);
  }

  @Test
  void catchesUpAndBlamesItselfWhenItWasHeldUp() {
    connections = 1_000;
    LoadLoop loop = loop(1_000, request -> HALF_MILLI);

    loop.begin(time.nanos());
    time.run(Duration.ofMillis(300));
    time.freeze(Duration.ofMillis(400));
    time.run(SECOND);

    Tally tally = loop.take();
    assertThat(tally.counts().scheduled()).isEqualTo(1_000);
    assertThat(tally.counts().count(Outcome.NO_BID)).isEqualTo(1_000);
    assertThat(tally.times().lag().maxMicros()).isBetween(399_000L, 400_500L);
    assertThat(tally.times().response().p90Micros())
        .as("from the intended start")
        .isGreaterThan(290_000);
    assertThat(Faults.of(options(), tally))
        .singleElement()
        .asString()
        .contains("behind its schedule")
        .contains("load.max-lag allows 20.0 ms");
  }

  @Test
  void countsWhatTheInFlightLimitKeptBack() {
    maxInFlight = 100;
    timeout = FOREVER;
    LoadLoop loop = loop(1_000, request -> FOREVER);

    loop.begin(time.nanos());
    time.run(SECOND.multipliedBy(2));

    assertThat(loop.inFlight()).isEqualTo(100);
    Tally tally = loop.take();
    assertThat(tally.counts().scheduled()).isEqualTo(1_000);
    assertThat(tally.counts().droppedByReason()).containsEntry(DropReason.IN_FLIGHT_LIMIT, 900L);
    assertThat(Faults.of(options(), tally))
        .singleElement()
        .asString()
        .startsWith("900 of 1,000 requests were not sent, since load.max-in-flight");
  }

  @Test
  void givesUpInTimeAndTellsUnsentFromUnanswered() {
    connections = 4;
    timeout = Duration.ofMillis(200);
    LoadLoop loop = loop(100, request -> FOREVER);

    Future<Void> ended = loop.begin(time.nanos());
    time.run(SECOND.plus(timeout).plusMillis(20));

    assertThat(ended.succeeded()).isTrue();
    assertThat(loop.inFlight()).isZero();
    Tally tally = loop.take();
    Counts counts = tally.counts();
    assertThat(counts.scheduled()).isEqualTo(100);
    assertThat(counts.count(Outcome.TIMEOUT)).isEqualTo(received.size()).isPositive();
    assertThat(counts.count(Outcome.TIMEOUT) + counts.dropped()).isEqualTo(100);
    assertThat(counts.droppedByReason().get(DropReason.NO_FREE_CONNECTION)).isPositive();
    assertThat(tally.times().response().count()).as("both kinds waited in vain").isEqualTo(100);
    assertThat(tally.times().response().maxMicros()).isBetween(200_000L, 210_500L);
    assertThat(Faults.of(options(), tally)).singleElement().asString().contains("became free");
  }

  @Test
  void recoversFromAStallThatWasLongerThanTheTimeLimit() {
    connections = 8;
    timeout = Duration.ofMillis(200);
    long stallEnds = time.nanos() + Duration.ofMillis(600).toNanos();
    LoadLoop loop =
        loop(
            1_000,
            request -> {
              long left = stallEnds - time.nanos();
              return left > 0 ? Duration.ofNanos(left) : Duration.ofMillis(5);
            });

    loop.begin(time.nanos());
    time.run(Duration.ofMillis(900));
    loop.take();
    time.run(SECOND);

    Counts counts = loop.take().counts();
    assertThat(counts.scheduled()).as("the one at 900 ms is counted before").isEqualTo(99);
    assertThat(counts.answered()).as("these and those under way").isGreaterThanOrEqualTo(99);
    assertThat(counts.dropped()).isZero();
    assertThat(counts.count(Outcome.TIMEOUT)).isZero();
  }

  @Test
  void sendsNothingForWhichItIsTooLateItself() {
    connections = 1_000;
    timeout = Duration.ofMillis(200);
    LoadLoop loop = loop(1_000, request -> HALF_MILLI);

    loop.begin(time.nanos());
    time.run(Duration.ofMillis(300));
    time.freeze(Duration.ofMillis(400));
    time.run(SECOND);

    Counts counts = loop.take().counts();
    assertThat(counts.scheduled()).isEqualTo(1_000);
    assertThat(counts.droppedByReason().get(DropReason.BEHIND_SCHEDULE)).isBetween(300L, 301L);
    assertThat(counts.answered()).isEqualTo(1_000 - counts.dropped());
  }

  @Test
  void stopsSendingAndWaitsForWhatIsUnderWay() {
    connections = 10;
    LoadLoop loop = loop(10, request -> Duration.ofMillis(700));

    Future<Void> ended = loop.begin(time.nanos());
    time.run(Duration.ofMillis(450));
    loop.stop();
    time.run(Duration.ofMillis(400));
    assertThat(ended.isComplete()).isFalse();
    time.run(Duration.ofMillis(300));

    assertThat(ended.succeeded()).isTrue();
    assertThat(loop.take().counts().scheduled()).isEqualTo(5);
    assertThat(received).hasSize(5);
  }

  @Test
  void stillCountsWhatWasDueBeforeAStopThatFoundItBehind() {
    connections = 1_000;
    LoadLoop loop = loop(1_000, request -> HALF_MILLI);

    Future<Void> ended = loop.begin(time.nanos());
    time.run(Duration.ofMillis(300));
    time.freeze(Duration.ofMillis(400));
    loop.stop();
    time.run(SECOND);

    assertThat(ended.succeeded()).isTrue();
    assertThat(loop.take().counts().scheduled()).isEqualTo(700);
  }

  @Test
  void sendsTheSameRequestsForTheSameSeedHoweverTheServerBehaves() {
    timeout = FOREVER;
    loop(1_000, request -> HALF_MILLI).begin(time.nanos());
    time.run(SECOND.multipliedBy(2));
    List<String> quick = List.copyOf(received);
    received.clear();

    loop(1_000, request -> Duration.ofMillis(9)).begin(time.nanos());
    time.run(SECOND.multipliedBy(20));

    assertThat(received).isEqualTo(quick).doesNotHaveDuplicates();
  }

  @Test
  void keepsEachConnectionBusyInTheClosedModel() {
    connections = 10;
    keepBusy = 10;
    LoadLoop loop = loop(1, request -> Duration.ofMillis(5));

    Future<Void> ended = loop.begin(time.nanos());
    time.run(Duration.ofMillis(500));
    assertThat(loop.inFlight()).isEqualTo(10);
    time.run(SECOND);

    assertThat(ended.succeeded()).isTrue();
    Tally tally = loop.take();
    assertThat(tally.counts().answered()).isEqualTo(2_000);
    assertThat(tally.times().response().maxMicros()).isBetween(5_000L, 5_010L);
    assertThat(tally.counts().dropped()).isZero();
  }

  @Test
  void keepsBusyForTheWholeTimeEvenIfItComesLateToItsStart() {
    connections = 1;
    keepBusy = 1;
    LoadLoop loop = loop(1, request -> Duration.ofMillis(5));
    long start = time.nanos();
    time.freeze(SECOND.multipliedBy(3));

    loop.begin(start);
    time.run(SECOND.multipliedBy(2));

    assertThat(loop.take().counts().answered()).isEqualTo(200);
  }

  @Test
  void asksAServerThatRefusesNoMoreOftenThanItTicks() {
    keepBusy = 4;
    var refused = new Refusal();
    LoadLoop loop = loopOver(1, refused);

    loop.begin(time.nanos());
    time.run(Duration.ofMillis(100));

    assertThat(loop.take().counts().count(Outcome.REFUSED))
        .isEqualTo(refused.calls)
        .isBetween(4L, 4 * 60L);
  }

  /** Takes no call. */
  private static final class Refusal implements Consumer<Call> {
    private long calls;

    @Override
    public void accept(Call call) {
      calls++;
      LinePool nobody = new LinePool(0, 1, listener -> Future.failedFuture("no"), new ManualTime());
      nobody.send(call);
    }
  }

  private LoadLoop loop(double rate, Function<Buffer, Duration> work) {
    var server =
        new ScriptedServer(
            time,
            Duration.ofMillis(100),
            request -> {
              received.add(request.toString());
              return work.apply(request);
            });
    var pool = new LinePool(connections, 1, server, time);
    assertThat(pool.open().succeeded()).isTrue();
    return loopOver(rate, pool::send);
  }

  private LoadLoop loopOver(double rate, Consumer<Call> lines) {
    var random = new SplittableRandom(1);
    var book = new TallyBook();
    return new LoadLoop(
        new LoadLoop.Parts(
            Schedule.even(RateCurve.constant(rate, Duration.ZERO, SECOND), 0),
            TemplateMix.of("", TemplateSet.load(100)),
            new RequestWriter(new RequestIds(1, 0)),
            new ChurningUsers(new ZipfUsers(1_000, 0.99, random.split()), 1_000, 0),
            random.split(),
            lines,
            new Auctioneer(AuctionKind.DRAWN, Rivals.NONE, 0, 1),
            new Notices(
                new NoticeRules(0, 0, 0, 0, 0),
                url -> Future.failedFuture("no notices here"),
                time,
                random.split(),
                book),
            book,
            time),
        new LoadLoop.Limits(SECOND, FOREVER, timeout, keepBusy, maxInFlight, 1));
  }

  private static LoadOptions options() {
    return TestOptions.of();
  }
}
