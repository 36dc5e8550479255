package io.laminar.deploy.bench;

import io.laminar.bidder.BidderOptions;
import io.laminar.bidder.BidderService;
import io.laminar.bidder.Migrating;
import io.laminar.bidder.TradeOptions;
import io.laminar.bidder.server.ServerOptions;
import io.laminar.deploy.command.CommandException;
import io.laminar.deploy.command.Futures;
import io.laminar.deploy.demo.Bidding;
import io.laminar.deploy.profiles.Profiles;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.control.MigrationOptions;
import io.laminar.stats.address.Addresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Measures the bidder beside a bare server, in turns: the same load on one and then on the others,
 * every second round in the opposite order, after a round that warms up and is not counted; then
 * the bidder at half of its rate, and the memory of cached profiles.
 *
 * <p>All run in this process on as many event loops, and are idle while another is measured. The
 * bidder has all that it has in service: every profile read goes to Redis, its statistics go
 * through Kafka into PostgreSQL, and it bids because they do; a second one differs only in keeping
 * the profiles it has read. Runs on the main thread, which waits.
 */
final class BidderBench {

  private static final Duration CANARY_PATIENCE = Duration.ofSeconds(30);
  private static final long CANARY_PAUSE_MILLIS = 50;

  /**
   * How to measure.
   *
   * @param time of one measurement
   * @param warmUp of each server, for the compiler
   * @param profiles users that have one; all that are asked for do
   * @param kept profiles that are kept when memory is measured
   */
  record Options(int rounds, Duration time, Duration warmUp, int profiles, int kept) {}

  private final Vertx vertx;
  private final Configuration configuration;
  private final Configuration cachedConfiguration;
  private final Options options;
  private final PrintWriter progress;
  private final Bidding bidding;
  private BidderService cached;
  private SampleAnswers sample;
  private int barePort;

  /**
   * @param cachedConfiguration of a bidder that keeps profiles
   */
  BidderBench(
      Vertx vertx,
      Configuration configuration,
      Configuration cachedConfiguration,
      Options options,
      PrintWriter progress) {
    this.vertx = vertx;
    this.configuration = configuration;
    this.cachedConfiguration = cachedConfiguration;
    this.options = options;
    this.progress = progress;
    this.bidding = new Bidding(vertx, configuration);
  }

  /**
   * Starts all servers.
   *
   * @param samples each sample's body, to see how the bidder answers it
   */
  void start(List<Buffer> samples) throws Exception {
    progress.println("stores " + options.profiles() + " profiles in Redis");
    String redis = Addresses.from(configuration).redis();
    String namespace = configuration.get(MigrationOptions.NAMESPACE);
    Futures.await(Profiles.seed(vertx, redis, namespace, options.profiles()));
    Futures.await(bidding.startMigration());
    Futures.await(bidding.startBidder());
    cached =
        Futures.await(
            BidderService.start(
                vertx, BidderOptions.from(cachedConfiguration), Migrating.of(bidding.migration())));
    Futures.await(bidding.startStats());
    awaitCanary(bidding.bidder());
    awaitCanary(cached);
    sample = Futures.await(SampleAnswers.ask(vertx, bidding.bidder().port(), samples));
    if (sample.bids() == 0) {
      throw new CommandException("the bidder bids for none of the samples");
    }
    int loops = ServerOptions.from(configuration).loops();
    barePort = Futures.await(BareServer.start(vertx, loops, sample.meanBytes()));
  }

  /**
   * Measures everything.
   *
   * @param paced for half of the highest rate
   */
  BidderRounds run(Load load, OwnLoad paced) throws Exception {
    List<BidderRounds.Round> rounds = new ArrayList<>();
    progress.println("warms up");
    round(load, options.warmUp(), true);
    for (int round = 1; round <= options.rounds(); round++) {
      progress.println("measures, round " + round + " of " + options.rounds());
      rounds.add(round(load, options.time(), round % 2 == 0));
    }
    List<BidderRounds.Half> halves = halves(paced, rounds);
    progress.println("fills a cache with " + options.kept() + " profiles");
    CacheRoom room = CacheRoom.measure(vertx, options.kept());
    return new BidderRounds(Machine.here(), conditions(load), rounds, halves, room);
  }

  Future<Void> close() {
    Future<Void> closed = cached == null ? Future.succeededFuture() : cached.close();
    return closed.eventually(bidding::close);
  }

  private BidderRounds.Round round(Load load, Duration time, boolean bareFirst) throws Exception {
    BidderRounds.Side bareBefore = bareFirst ? side(load, barePort, time) : null;
    BidderRounds.Side cachedBefore = bareFirst ? null : side(load, cached.port(), time);
    int port = bidding.bidder().port();
    Meters before = Futures.await(Meters.read(vertx, port));
    BidderRounds.Side bidder = side(load, port, time);
    Meters answers = Futures.await(Meters.read(vertx, port)).since(before);
    return new BidderRounds.Round(
        bareFirst ? bareBefore : side(load, barePort, time),
        bidder,
        bareFirst ? side(load, cached.port(), time) : cachedBefore,
        answers,
        Machine.loadAverage());
  }

  private static BidderRounds.Side side(Load load, int port, Duration time) throws Exception {
    long processor = Machine.processNanos();
    long allocated = Machine.allocatedBytes();
    LoadReport report = load.run(url(port), time);
    return new BidderRounds.Side(
        report, Machine.processNanos() - processor, Machine.allocatedBytes() - allocated);
  }

  /** Both bidders in turns, each at half of the median of its rates. */
  private List<BidderRounds.Half> halves(OwnLoad paced, List<BidderRounds.Round> rounds)
      throws Exception {
    double half = halfOf(rounds, BidderRounds.Round::bidder);
    double cachedHalf = halfOf(rounds, BidderRounds.Round::cached);
    String bidder = url(bidding.bidder().port());
    String keeping = url(cached.port());
    progress.println("warms up the generator");
    paced.run(bidder, half, options.warmUp());
    List<BidderRounds.Half> halves = new ArrayList<>();
    for (int round = 1; round <= options.rounds(); round++) {
      progress.println("measures at half of the rate, round " + round);
      PacedReport ofBidder = paced.run(bidder, half, options.time());
      halves.add(new BidderRounds.Half(ofBidder, paced.run(keeping, cachedHalf, options.time())));
    }
    return halves;
  }

  private static double halfOf(
      List<BidderRounds.Round> rounds, Function<BidderRounds.Round, BidderRounds.Side> which) {
    return Spread.of(rounds.stream().map(round -> which.apply(round).load().perSecond()).toList())
            .median()
        / 2;
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port + "/openrtb2/bid";
  }

  private void awaitCanary(BidderService bidder) throws Exception {
    long until = System.nanoTime() + CANARY_PATIENCE.toNanos();
    while (!bidder.canary().isAlive()) {
      if (System.nanoTime() - until > 0) {
        throw new CommandException(
            "the bidder may not bid after "
                + CANARY_PATIENCE.toSeconds()
                + " s: "
                + bidder.canary().reason());
      }
      Futures.await(vertx.timer(CANARY_PAUSE_MILLIS));
    }
  }

  private Map<String, Object> conditions(Load load) {
    Map<String, Object> conditions = new LinkedHashMap<>();
    conditions.put("load", load.title() + "; over loopback, on the same cores");
    conditions.put(
        "round",
        options.time().toSeconds() + " s each, after " + options.warmUp().toSeconds() + " s");
    conditions.put(
        "processor time",
        "of this process" + (load.sharesProcess() ? ", the load's own work included" : ""));
    conditions.put("event loops", ServerOptions.from(configuration).loops());
    conditions.put("requests", sample.asked() + " samples, each with many users");
    conditions.put(
        "answers",
        sample.bids()
            + " of "
            + sample.asked()
            + " bids; "
            + sample.meanBytes()
            + " bytes on average");
    conditions.put("campaigns", configuration.get(TradeOptions.CAMPAIGNS));
    conditions.put(
        "profiles",
        options.profiles() + " in Redis; (b) keeps none in the process, (c) as many as are asked");
    return conditions;
  }
}
