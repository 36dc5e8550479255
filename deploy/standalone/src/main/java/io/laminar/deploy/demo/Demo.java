package io.laminar.deploy.demo;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.laminar.bidder.canary.WatchOptions;
import io.laminar.deploy.command.Futures;
import io.laminar.deploy.command.Invocation;
import io.laminar.deploy.profiles.Profiles;
import io.laminar.load.LoadRun;
import io.laminar.load.LoadSummary;
import io.laminar.load.tally.NoticeKind;
import io.laminar.load.tally.Outcome;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.control.MigrationOptions;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.ladder.LadderStatus;
import io.laminar.migration.verify.VerifyReport;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.canary.CanaryOptions;
import io.laminar.stats.event.Fact;
import io.laminar.stats.report.NoticeTotal;
import io.laminar.stats.report.StatsReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Shows that the profile store can be moved and moved back under load, and that bidding stops when
 * its statistics are no longer counted; checks each claim and prints what was seen.
 *
 * <p>Runs on the main thread, which waits; everything it starts is closed with the command.
 */
final class Demo {

  private static final String SAMPLE = "044-site-banner-bsm-breq-banner.json";
  private static final long CANARY_PATIENCE_MILLIS = 30_000;
  private static final int WARM_UP_SECONDS = 15;
  private static final long SEED = 1;
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final Invocation invocation;
  private final Configuration configuration;
  private final Vertx vertx;
  private final DemoOptions options;
  private final Bidding bidding;
  private final LiveLines lines;
  private final Claims claims = new Claims();
  private final Optional<Path> reportFolder;
  private Probe probe;
  private ProfileTraffic traffic;
  private LoadRun load;
  private Optional<DemoReport> report = Optional.empty();

  /**
   * @param reportFolder where the load's results are written
   */
  Demo(Invocation invocation, Configuration configuration, Optional<Path> reportFolder) {
    this.invocation = invocation;
    this.configuration = configuration;
    this.vertx = Futures.open(invocation.lifetime());
    this.options = DemoOptions.from(configuration);
    this.bidding = new Bidding(vertx, configuration);
    this.lines = new LiveLines(invocation.out());
    this.reportFolder = reportFolder;
    Futures.closeAtEnd(invocation.lifetime(), "services", CLOSE_PATIENCE, bidding::close);
  }

  /** Runs everything; true if every claim held. */
  boolean run() throws Exception {
    startServices();
    startTraffic();
    moveThere();
    moveBack();
    checkProfiles();
    silenceAndResume();
    LoadSummary summary = stopLoad();
    reconcile(summary);
    lines.say("");
    invocation.out().println(summary);
    invocation.out().println();
    invocation.out().print(claims.table());
    return claims.allHeld();
  }

  /** What to try by hand while it goes on running. */
  String addresses() {
    String bidder = "http://127.0.0.1:" + bidding.bidder().port();
    String admin = "http://127.0.0.1:" + bidding.migration().adminPort();
    return String.join(
        System.lineSeparator(),
        "All of it keeps running; Ctrl-C ends it. Try:",
        "  curl -si " + bidder + "/health/ready",
        "  curl -s  " + bidder + "/metrics | grep ^laminar_",
        "  curl -si -X POST --data @load-generator/src/main/resources/openrtb/"
            + SAMPLE
            + " "
            + bidder
            + "/openrtb2/bid",
        "  curl -s  http://127.0.0.1:" + bidding.stats().port() + "/stats?by=campaign",
        "  curl -s  " + admin + "/migrations/" + configuration.get(LadderOptions.NAME),
        "  ./laminar migrate walk --to S7 --admin-port " + bidding.migration().adminPort(),
        "  ./laminar load --load-url " + bidder + "/openrtb2/bid --load-rate 2000");
  }

  private void startServices() throws Exception {
    String redis = Addresses.from(configuration).redis();
    String namespace = configuration.get(MigrationOptions.NAMESPACE);
    lines.say("seeding " + options.profiles() + " profiles into Redis as bare JSON");
    Futures.await(Profiles.seed(vertx, redis, namespace, options.profiles()));
    Futures.await(bidding.startMigration());
    Futures.await(bidding.startBidder());
    probe = new Probe(vertx, bidding.bidder().port(), SAMPLE);
    Futures.closeAtEnd(invocation.lifetime(), "probe", CLOSE_PATIENCE, probe::close);
    lines.say("bidder listens on port " + bidding.bidder().port());

    String before = silentAnswer();
    Futures.await(bidding.startStats());
    long started = System.nanoTime();
    long bid = probe.awaitAnswer("bid", CANARY_PATIENCE_MILLIS).atNanos();
    claims.note(
        "no bid before statistics come through the queue, bids after",
        before.startsWith("canary-unknown") || before.startsWith("no-canary"),
        before + ", then bid after " + millis(bid - started) + " ms");
  }

  /** The answer of a bidder whose statistics nobody counts yet. */
  private String silentAnswer() throws Exception {
    return Futures.await(probe.ask());
  }

  private void startTraffic() throws Exception {
    report = reportFolder.map(this::startReport);
    load =
        bidding.startLoad(
            second -> {
              lines.second(second);
              report.ifPresent(kept -> kept.accept(second));
            });
    load.result().onComplete(summary -> lines.end());
    Futures.closeAtEnd(invocation.lifetime(), "load", CLOSE_PATIENCE, () -> endLoad(load));
    traffic =
        Futures.await(
            ProfileTraffic.start(
                vertx,
                bidding.migration().member(),
                options.profiles(),
                options.writesPerSecond(),
                SEED));
    ProfileTraffic started = traffic;
    Futures.closeAtEnd(invocation.lifetime(), "profile traffic", CLOSE_PATIENCE, started::close);
    lines.say("warming up");
    lines.awaitSeconds(WARM_UP_SECONDS / 3);
    lines.awaitCalm(WARM_UP_SECONDS);
  }

  private DemoReport startReport(Path folder) {
    DemoReport started =
        DemoReport.start(
            vertx,
            folder,
            URI.create("http://127.0.0.1:" + bidding.bidder().port() + "/"),
            "http://127.0.0.1:"
                + bidding.migration().adminPort()
                + "/migrations/"
                + configuration.get(LadderOptions.NAME));
    Futures.closeAtEnd(invocation.lifetime(), "report", CLOSE_PATIENCE, started::close);
    return started;
  }

  /** Before the bidder goes, whose answers it waits for. */
  private static Future<Void> endLoad(LoadRun load) {
    load.stop();
    return load.result().transform(ended -> Future.succeededFuture());
  }

  private void moveThere() throws Exception {
    lines.say("(a) the profile store moves from Redis to PostgreSQL");
    long begun = System.nanoTime();
    walkTo("S6");
    VerifyReport report = Futures.await(bidding.migration().ladder().verify(false));
    walkTo("S7");
    claims.note(
        "the store moves to PostgreSQL, S0 to S7, under load",
        status().step().id().equals("S7"),
        status().step() + " after " + seconds(begun) + " s");
    claims.note("both stores are equal there (S6)", report.isEqual(), report.toString());
    LadderStatus status = status();
    claims.note(
        "compared reads (S3) agree",
        status.divergent() == 0 && status.compared() > 0,
        status.compared() + " compared, " + status.divergent() + " differed");
    lines.awaitSeconds(3);
  }

  private void moveBack() throws Exception {
    lines.say("and back to Redis");
    long begun = System.nanoTime();
    walkTo("S1");
    VerifyReport report = Futures.await(bidding.migration().ladder().verify(false));
    walkTo("S0");
    claims.note(
        "and back to Redis, S7 to S0",
        status().step().id().equals("S0"),
        status().step() + " after " + seconds(begun) + " s");
    claims.note("both stores are equal here (S1)", report.isEqual(), report.toString());
  }

  private void walkTo(String step) throws Exception {
    Future<Void> walk = bidding.migration().ladder().walkTo(step);
    String last = "";
    while (!walk.isComplete()) {
      String line = status().line();
      if (!line.equals(last)) {
        lines.say(line);
      }
      last = line;
      Futures.await(Future.any(walk, vertx.timer(500)));
    }
    Futures.await(walk);
  }

  private LadderStatus status() throws Exception {
    return Futures.await(bidding.migration().ladder().status());
  }

  private void checkProfiles() throws Exception {
    Futures.await(traffic.stopWriting());
    int lost = Futures.await(traffic.countLost());
    ProfileTraffic.Tally tally = traffic.tally();
    claims.note(
        "no update of a profile failed",
        tally.failedWrites.get() == 0,
        tally.writes + " acknowledged, " + tally.failedWrites + " failed");
    claims.note(
        "each read after an update, on another event loop, showed it",
        tally.failedReads.get() == 0 && tally.wrongReads.get() == 0,
        tally.reads + " reads, " + tally.failedReads + " failed, " + tally.wrongReads + " wrong");
    claims.note(
        "each acknowledged update is there at the end",
        lost == 0,
        options.profiles() + " profiles read, " + lost + " lost");
    BidderMeters meters = BidderMeters.read(vertx, bidding.bidder().port());
    long failed = meters.profileReads("failed");
    claims.note(
        "none of the bidder's own reads failed",
        failed == 0,
        meters.profileReads("found")
            + " found, "
            + meters.profileReads("late")
            + " late, "
            + failed
            + " failed");
    if (!tally.firstProblem.isEmpty()) {
      lines.say("first problem with a profile: " + tally.firstProblem);
    }
  }

  private void silenceAndResume() throws Exception {
    Duration bound =
        configuration.get(CanaryOptions.TTL).plus(configuration.get(WatchOptions.CHECK_INTERVAL));
    lines.say("(b) the aggregator stops; nothing else is touched");
    Futures.await(bidding.stopStats());
    long stopped = System.nanoTime();
    Probe.Answer silent = probe.awaitAnswer("no-canary", CANARY_PATIENCE_MILLIS);
    long lastBid = Math.max(0, silent.lastOtherNanos() - stopped);
    claims.note(
        "bidding stops within canary.ttl + canary.check-interval (" + bound.toMillis() + " ms)",
        lastBid <= bound.toNanos(),
        "last bid " + millis(lastBid) + " ms after the aggregator stopped");
    lines.say("silent: no-canary");
    long bids = lines.awaitWholeSecond().counts().count(Outcome.BID);
    claims.note("the exchange gets no bid meanwhile", bids == 0, bids + " bids in a whole second");

    Futures.await(bidding.startStats());
    long restarted = System.nanoTime();
    long resumed = probe.awaitAnswer("bid", CANARY_PATIENCE_MILLIS).atNanos();
    claims.note(
        "bidding resumes by itself when the aggregator is back",
        true,
        "first bid " + millis(resumed - restarted) + " ms after its start");
    lines.say("bids again");
    lines.awaitSeconds(3);
  }

  private LoadSummary stopLoad() throws Exception {
    load.stop();
    LoadSummary summary = Futures.await(load.result());
    if (report.isPresent()) {
      report.get().write(summary);
    }
    long broken = 0;
    for (Outcome outcome :
        List.of(
            Outcome.INVALID,
            Outcome.REJECTED,
            Outcome.SERVER_ERROR,
            Outcome.TIMEOUT,
            Outcome.REFUSED,
            Outcome.CONNECTION_ERROR)) {
      broken += summary.counts().count(outcome);
    }
    claims.note(
        "each request of the exchange is answered, and validly",
        broken == 0,
        summary.counts().answered() + " answered, " + broken + " broken");
    return summary;
  }

  /** Counts what came out of the queue's far end against what the exchange knows. */
  private void reconcile(LoadSummary summary) throws Exception {
    Addresses addresses = Addresses.from(configuration);
    StatsReader reader = StatsReader.open(vertx, addresses.postgres(), Duration.ofSeconds(5));
    Futures.closeAtEnd(invocation.lifetime(), "statistics", CLOSE_PATIENCE, reader::close);
    long sent = summary.counts().answered() + probe.asked();
    long requests = awaitTotal(() -> reader.total(Fact.REQUEST), sent);
    claims.note(
        "statistics count each request once",
        requests == sent,
        sent + " answered, " + requests + " counted");

    var wins = summary.counts().notices(NoticeKind.WIN);
    long counted = Futures.await(reader.notices(io.laminar.stats.event.NoticeKind.WIN));
    claims.note(
        "statistics count each win once",
        counted >= wins.acknowledged() && counted <= wins.acknowledged() + wins.failed(),
        wins.acknowledged() + " acknowledged, " + counted + " counted");

    var billing = summary.counts().notices(NoticeKind.BILLING);
    long billed = summary.counts().billedMicros();
    long spent = awaitTotal(() -> reader.notices().map(Demo::spend), billed);
    claims.note(
        "spend is what the exchange billed",
        spent == billed || billing.failed() > 0 && spent > billed,
        micros(billed) + " billed, " + micros(spent) + " counted (sum of CPM)");
  }

  private static long spend(List<NoticeTotal> totals) {
    return totals.stream()
        .filter(total -> total.kind().equals("BILLING"))
        .mapToLong(NoticeTotal::priceMicros)
        .sum();
  }

  private interface Total {
    Future<Long> read();
  }

  /** The last sums are on their way for a moment. */
  private long awaitTotal(Total total, long wanted) throws Exception {
    long until = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    long seen = Futures.await(total.read());
    while (seen < wanted && System.nanoTime() < until) {
      Futures.await(vertx.timer(100));
      seen = Futures.await(total.read());
    }
    return seen;
  }

  private static String micros(long micros) {
    return String.format(java.util.Locale.ROOT, "%.6f", micros / 1e6);
  }

  private static long millis(long nanos) {
    return NANOSECONDS.toMillis(nanos);
  }

  private static long seconds(long sinceNanos) {
    return NANOSECONDS.toSeconds(System.nanoTime() - sinceNanos);
  }
}
