package io.laminar.bidder.server;

import io.laminar.bidder.admin.BiddingSwitch;
import io.laminar.bidder.auction.CampaignIndex;
import io.laminar.bidder.auction.Market;
import io.laminar.bidder.campaign.CampaignFile;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.canary.CanaryWatch;
import io.laminar.bidder.canary.Sighting;
import io.laminar.bidder.frequency.SeenBook;
import io.laminar.bidder.health.Check;
import io.laminar.bidder.lookup.LookupOptions;
import io.laminar.bidder.lookup.ProfileStore;
import io.laminar.bidder.metrics.BidderMetrics;
import io.laminar.bidder.money.BudgetBook;
import io.laminar.bidder.money.Purses;
import io.laminar.bidder.notice.NoticeKeys;
import io.laminar.bidder.notice.NoticeSeal;
import io.laminar.bidder.notice.NoticeTimes;
import io.laminar.bidder.notice.Notices;
import io.laminar.bidder.privacy.PrivacyGate;
import io.laminar.bidder.profile.Profile;
import io.laminar.bidder.profile.ProfileCodec;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.migration.store.Entry;
import io.laminar.stats.event.Notice;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** A bidder on a real port, with a store, a canary and a queue that a test holds in its hand. */
final class TestBidder implements AutoCloseable {

  static final LookupOptions LOOKUP =
      new LookupOptions(Duration.ofMillis(50), 100, 0, Duration.ofSeconds(1));
  static final NoticeTimes TIMES =
      new NoticeTimes(Duration.ofSeconds(330), Duration.ofDays(1), Duration.ofSeconds(5));

  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60)); // machines stall
  }

  private static final AtomicInteger PORTS = new AtomicInteger();

  final Vertx vertx = Vertx.vertx();
  final Map<String, Profile> profiles = new ConcurrentHashMap<>();
  final AtomicInteger profileReads = new AtomicInteger();
  final List<Notice> published = new CopyOnWriteArrayList<>();
  final Map<String, AtomicLong> facts = new ConcurrentHashMap<>();
  final CampaignSet campaigns = CampaignFile.read(resource("campaigns.yaml"));
  final BudgetBook budgets = new BudgetBook();
  final Map<String, Long> nanosByBid = new ConcurrentHashMap<>();
  final Market market =
      new Market(
          new CampaignIndex(campaigns, budgets),
          new SeenBook(1_000, Duration.ofHours(1), System::nanoTime),
          NoticeKeys.parse("the key of the bidder of tests"));
  final NoticeSeal seal = market.newSeal();
  final BidderMetrics metrics = new BidderMetrics();

  volatile ProfileStore store = this::stored;
  volatile Sighting sighting = Sighting.of(60_000, 1);
  volatile Future<Void> queue = Future.succeededFuture();
  volatile int port;
  volatile long nowMillis = System.currentTimeMillis();

  /** How far the bidder's monotonic clock is ahead of the machine's, in nanoseconds. */
  final AtomicLong ahead = new AtomicLong();

  /** How far the clock jumps each time it is read. */
  volatile long stepNanos;

  private final CanaryWatch canary =
      new CanaryWatch(
          () ->
              sighting == null
                  ? Future.failedFuture("redis://h: look: connection refused")
                  : Future.succeededFuture(sighting),
          this::nanoTime);
  final BiddingSwitch bidding = new BiddingSwitch(true, 0);
  private String deployment;

  static TestBidder start() {
    return start(options(0), LOOKUP);
  }

  static TestBidder start(ServerOptions options, LookupOptions lookup) {
    return start(options, answers(Map.of()), lookup);
  }

  static TestBidder start(ServerOptions options, AnswerOptions answers, LookupOptions lookup) {
    var bidder = new TestBidder();
    Purses.fill(bidder.budgets);
    bidder.look();
    Future<String> deployed =
        bidder.vertx.deployVerticle(
            bidder.verticles(options, answers, lookup),
            new DeploymentOptions().setInstances(options.loops()));
    try {
      bidder.deployment = deployed.await();
    } finally {
      if (!deployed.succeeded()) {
        bidder.close();
      }
    }
    return bidder;
  }

  static ServerOptions options(int port) {
    return options(Map.of("bidder.port", Integer.toString(port)));
  }

  /** Two loops and small bodies on any port, unless the settings say otherwise. */
  static ServerOptions options(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("bidder.port", "0");
    all.putIfAbsent("bidder.loops", "2");
    all.putIfAbsent("bidder.body-limit", Integer.toString(64 * 1024));
    all.putIfAbsent("bidder.body-timeout", "1m");
    all.putIfAbsent("bidder.drain-notice", "0ms");
    all.putIfAbsent("bidder.drain-timeout", "30s");
    return ServerOptions.from(configuration(ServerOptions.SETTINGS, all));
  }

  /** However slow the machine, nothing is shed, unless the settings say otherwise. */
  static AnswerOptions answers(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("bidder.shed-lag", "1h");
    return AnswerOptions.from(configuration(AnswerOptions.SETTINGS, all));
  }

  private static Configuration configuration(
      List<Setting<?>> declared, Map<String, String> settings) {
    return Configuration.load(declared, List.of(), Optional.empty(), Map.of(), settings);
  }

  /** Looks for the canary, as the bidder does at each interval. */
  void look() {
    canary.look().await();
  }

  long fact(String name) {
    return facts.getOrDefault(name, new AtomicLong()).get();
  }

  Future<Void> stop() {
    return vertx.undeploy(deployment);
  }

  @Override
  public void close() {
    vertx.close().await();
    metrics.close();
  }

  private Supplier<BidderLoop> verticles(
      ServerOptions options, AnswerOptions answers, LookupOptions lookup) {
    var shared =
        new Shared(
            options,
            answers,
            lookup,
            market,
            new Notices(market::campaigns, TIMES, this::billed, this::publish, () -> nowMillis),
            canary,
            bidding,
            new PrivacyGate(answers.privacy()),
            Optional.empty(),
            metrics,
            new AtomicInteger(),
            List.of(
                Check.now(
                    "canary",
                    () ->
                        canary.state().isAlive()
                            ? Optional.empty()
                            : Optional.of(canary.state().reason()))),
            this::nanoTime,
            System::currentTimeMillis);
    int vertxPort = options.port() == 0 ? -PORTS.incrementAndGet() : options.port();
    return () ->
        new BidderLoop(
            shared,
            any ->
                Future.succeededFuture(
                    new LoopPart(
                        id -> {
                          profileReads.incrementAndGet();
                          return store.get(id);
                        },
                        (fact, subject) ->
                            facts.computeIfAbsent(
                                    fact + (subject.isEmpty() ? "" : ":" + subject),
                                    name -> new AtomicLong())
                                ::addAndGet,
                        Future::succeededFuture)),
            vertxPort,
            actual -> port = actual);
  }

  private long nanoTime() {
    return System.nanoTime() + ahead.addAndGet(stepNanos);
  }

  private void billed(
      String bidId, String campaignId, String creativeId, long user, long nanos, long atMillis) {
    nanosByBid.merge(bidId, nanos, (before, again) -> before);
  }

  /** The end of a notice's query, signed for a bid of 2.00 that was made now. */
  String signed(String bidId, boolean click) {
    NoticeSeal.Signed signed =
        seal.sign(bidId, "1", "anyone", "anyone-300x250", 2_000_000, false, 0, nowMillis);
    return click ? signed.browser() : signed.exchange();
  }

  private Future<Void> publish(Notice notice) {
    published.add(notice);
    return queue;
  }

  private Future<Entry> stored(String id) {
    Profile profile = profiles.get(id);
    return Future.succeededFuture(
        profile == null ? Entry.ABSENT : Entry.of(ProfileCodec.encode(profile), 5));
  }

  private static Path resource(String name) {
    try {
      return Path.of(TestBidder.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
