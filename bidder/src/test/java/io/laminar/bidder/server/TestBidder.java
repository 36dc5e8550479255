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
import io.laminar.bidder.metrics.StoreAsked;
import io.laminar.bidder.money.BudgetBook;
import io.laminar.bidder.money.Purses;
import io.laminar.bidder.notice.Bills;
import io.laminar.bidder.notice.Claim;
import io.laminar.bidder.notice.NoticeKeys;
import io.laminar.bidder.notice.NoticeSeal;
import io.laminar.bidder.notice.NoticeTimes;
import io.laminar.bidder.notice.Notices;
import io.laminar.bidder.notice.Particulars;
import io.laminar.bidder.privacy.PrivacyGate;
import io.laminar.bidder.profile.Profile;
import io.laminar.bidder.profile.ProfileCodec;
import io.laminar.bidder.tls.CertificateKeeper;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.migration.store.Entry;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.Subject;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

  /** Bids that were lost, with their campaigns, what they release and when the draw settles. */
  final List<String> lostBids = new CopyOnWriteArrayList<>();

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

  private final long startNanos = System.nanoTime();
  private final int slowness;

  private final CanaryWatch canary;
  final BiddingSwitch bidding = new BiddingSwitch(true, 0);
  private String deployment;
  CertificateKeeper certificate;
  final FrontDoor door = new FrontDoor();

  private TestBidder(int slowness) {
    this.slowness = slowness;
    canary =
        new CanaryWatch(
            () ->
                sighting == null
                    ? Future.failedFuture("redis://h: look: connection refused")
                    : Future.succeededFuture(sighting),
            this::nanoTime);
  }

  static TestBidder start() {
    return start(options(0), LOOKUP);
  }

  static TestBidder start(ServerOptions options, LookupOptions lookup) {
    return start(options, answers(Map.of()), lookup);
  }

  static TestBidder start(ServerOptions options, AnswerOptions answers, LookupOptions lookup) {
    return start(options, answers, lookup, 1);
  }

  /** A bidder whose monotonic clock goes so many times slower than the machine's. */
  static TestBidder start(
      ServerOptions options, AnswerOptions answers, LookupOptions lookup, int slowness) {
    var bidder = new TestBidder(slowness);
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
    certificate = new CertificateKeeper(options.tls(), Instant::now);
    var shared =
        new Shared(
            options,
            answers,
            lookup,
            market,
            new Notices(market::campaigns, TIMES, new Ends(), this::publish, () -> nowMillis),
            canary,
            bidding,
            new PrivacyGate(answers.privacy()),
            Optional.empty(),
            metrics,
            new AtomicInteger(),
            door,
            certificate,
            List.of(
                Check.now(
                    "canary",
                    () ->
                        canary.state().isAlive()
                            ? Optional.empty()
                            : Optional.of(canary.state().reason()))),
            () -> new JsonObject().put("step", "S3"),
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
                          return onThisLoop(store.get(id));
                        },
                        user -> StoreAsked.NEW,
                        new Facts(),
                        Future::succeededFuture)),
            vertxPort,
            actual -> port = actual);
  }

  /**
   * As a real store answers: on the event loop that asked, whichever thread of a test completes.
   */
  private static <T> Future<T> onThisLoop(Future<T> read) {
    if (read.isComplete()) {
      return read;
    }
    Context loop = Vertx.currentContext();
    Promise<T> here = Promise.promise();
    read.onComplete(
        done ->
            loop.runOnContext(
                now -> {
                  if (done.succeeded()) {
                    here.complete(done.result());
                  } else {
                    here.fail(done.cause());
                  }
                }));
    return here.future();
  }

  /** Facts by name and, where they have them, subject, deal and exchange. */
  private final class Facts implements FactSource {

    @Override
    public Sum sum(Fact fact, String subject) {
      return sum(fact, Subject.of(subject));
    }

    @Override
    public Sum sum(Fact fact, Subject subject) {
      String name =
          fact
              + (subject.name().isEmpty() ? "" : ":" + subject.name())
              + (subject.deal().isEmpty() ? "" : "#" + subject.deal())
              + (subject.exchange().isEmpty() ? "" : "@" + subject.exchange());
      return facts.computeIfAbsent(name, any -> new AtomicLong())::addAndGet;
    }
  }

  private long nanoTime() {
    long passed = (System.nanoTime() - startNanos) / slowness;
    return startNanos + passed + ahead.addAndGet(stepNanos);
  }

  private final class Ends implements Bills {

    @Override
    public void billed(
        String bidId, String campaignId, String creativeId, long user, long nanos, long atMillis) {
      nanosByBid.merge(bidId, nanos, (before, again) -> before);
    }

    @Override
    public void lost(String bidId, String campaignId, long nanos, long settledMillis) {
      lostBids.add(bidId + ' ' + campaignId + ' ' + nanos + ' ' + settledMillis);
    }
  }

  /** The end of a notice's query, signed for a bid of 2.00 that was made now. */
  String signed(String bidId, boolean click) {
    return signed(bidId, Particulars.NONE, click);
  }

  String signed(String bidId, Particulars particulars, boolean click) {
    return signed(bidId, "anyone", "anyone-300x250", particulars, click);
  }

  String signed(
      String bidId, String campaign, String creative, Particulars particulars, boolean click) {
    var claim =
        new Claim(bidId, "1", campaign, creative, nowMillis / 1_000, 2_000_000, 0, particulars);
    NoticeSeal.Signed signed = seal.sign(claim, false);
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
