package io.laminar.bidder;

import io.laminar.bidder.admin.AdminRoute;
import io.laminar.bidder.auction.Market;
import io.laminar.bidder.campaign.CampaignFile;
import io.laminar.bidder.campaign.CampaignGenerator;
import io.laminar.bidder.catalog.CampaignSource;
import io.laminar.bidder.catalog.CampaignTable;
import io.laminar.bidder.catalog.CampaignViews;
import io.laminar.bidder.catalog.CampaignsApi;
import io.laminar.bidder.catalog.CatalogKeeper;
import io.laminar.bidder.catalog.FileSource;
import io.laminar.bidder.catalog.FixedSource;
import io.laminar.bidder.catalog.PostgresSource;
import io.laminar.bidder.frequency.Impression;
import io.laminar.bidder.frequency.RedisSeenStore;
import io.laminar.bidder.frequency.SeenBook;
import io.laminar.bidder.frequency.SeenKeeper;
import io.laminar.bidder.health.Check;
import io.laminar.bidder.metrics.BidderMetrics;
import io.laminar.bidder.money.Limit;
import io.laminar.bidder.money.Treasury;
import io.laminar.bidder.notice.Bills;
import io.laminar.bidder.notice.NoticeKeys;
import io.laminar.bidder.notice.NoticeSink;
import io.laminar.bidder.notice.Notices;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;

/**
 * What a bidder has to sell and to spend: campaigns, budgets, what users have seen, and the
 * notices. Puts the parts together, starts and stops them.
 */
final class Trade {

  private static final Duration SEEN_DEADLINE = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final TradeOptions options;
  private final Treasury treasury;
  private final CatalogKeeper catalog;
  private final SeenBook seen;
  private final SeenKeeper seenKeeper;
  private final Deque<String> deployments = new ArrayDeque<>();
  private CampaignsApi api;
  private Market market;
  private Notices notices;

  Trade(Vertx vertx, TradeOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.treasury =
        new Treasury(
            vertx,
            options.money(),
            options.notices().times().money(),
            options.notices().keys().isEmpty(),
            System::currentTimeMillis,
            System::nanoTime);
    this.catalog =
        new CatalogKeeper(
            source(vertx, options), treasury.book(), options.check(), System::currentTimeMillis);
    this.seen =
        new SeenBook(options.frequency().users(), options.frequency().refresh(), System::nanoTime);
    this.seenKeeper =
        new SeenKeeper(
            seen,
            loop -> RedisSeenStore.open(loop, options.redis(), SEEN_DEADLINE),
            System::currentTimeMillis,
            System::nanoTime);
  }

  private static CampaignSource source(Vertx vertx, TradeOptions options) {
    String where = options.campaigns();
    Matcher generated = TradeOptions.GENERATED.matcher(where);
    if (where.isEmpty()) {
      return new FixedSource(vertx, "built-in campaigns", CampaignFile::sample);
    }
    if (generated.matches()) {
      int count = Integer.parseInt(generated.group(1));
      long seed = generated.group(2) == null ? 1 : Long.parseLong(generated.group(2));
      return new FixedSource(vertx, where, () -> CampaignGenerator.generate(count, seed));
    }
    if (where.equals(TradeOptions.POSTGRES)) {
      return new PostgresSource(vertx, new CampaignTable(vertx, options.money().postgres()));
    }
    return new FileSource(vertx, Path.of(where));
  }

  /** Reads the campaigns; fails if they are wrong. */
  Future<Void> load() {
    return deploy(catalog);
  }

  /**
   * Starts what runs in the background.
   *
   * @param sink where notices are kept
   */
  Future<Void> start(NoticeSink sink) {
    return treasury
        .start()
        .compose(started -> deploy(seenKeeper))
        .onSuccess(
            started -> {
              String keys = options.notices().keys();
              market =
                  new Market(
                      catalog.first(),
                      seen,
                      keys.isEmpty()
                          ? NoticeKeys.of(List.of(treasury.key()))
                          : NoticeKeys.parse(keys));
              notices =
                  new Notices(
                      market::campaigns,
                      options.notices().times(),
                      new Ends(),
                      sink,
                      System::currentTimeMillis);
              catalog.use(market);
            });
  }

  private Future<Void> deploy(VerticleBase verticle) {
    return vertx.deployVerticle(verticle).onSuccess(deployments::push).mapEmpty();
  }

  /** Passes on how bids ended. */
  private final class Ends implements Bills {

    @Override
    public void billed(
        String bidId, String campaignId, String creativeId, long user, long nanos, long atMillis) {
      treasury.billed(bidId, campaignId, nanos, atMillis);
      if (user != 0) {
        seen.add(user, new Impression(campaignId, creativeId, bidId, atMillis));
      }
    }

    @Override
    public void lost(String bidId, String campaignId, long nanos, long settledMillis) {
      treasury.lost(bidId, campaignId, nanos, settledMillis);
    }
  }

  /** After the start. */
  Market market() {
    return market;
  }

  /** After the start. */
  Notices notices() {
    return notices;
  }

  /** The operators' way to campaigns; after the start. */
  AdminRoute adminRoute() {
    var views =
        new CampaignViews(market, treasury.book(), System::currentTimeMillis, System::nanoTime);
    boolean inTable = options.campaigns().equals(TradeOptions.POSTGRES);
    api =
        new CampaignsApi(
            catalog,
            views,
            inTable ? () -> new CampaignTable(vertx, options.money().postgres()) : null);
    return api.route();
  }

  /** What must hold for the bidder to bid, and what should. */
  List<Check> checks() {
    return List.of(
        Check.now("money", treasury::trouble),
        Check.note("campaigns", catalog::problem),
        Check.note("frequency", seenKeeper::trouble));
  }

  void registerMeters(BidderMetrics metrics) {
    metrics.gauge(
        "laminar.money.ledger.age.seconds",
        "How long ago the ledger of budgets answered",
        treasury::ageSeconds);
    metrics.counter(
        "laminar.money.ledger.failures",
        "Questions that the ledger of budgets did not answer",
        treasury::failures);
    for (Limit limit : Limit.values()) {
      metrics.gauge(
          "laminar.money.campaigns." + limit.label(),
          "Campaigns by what keeps them from spending more",
          () -> treasury.campaigns(limit));
    }
    metrics.gauge(
        "laminar.campaigns", "Campaigns in use", () -> market.campaigns().campaigns().size());
    metrics.counter(
        "laminar.campaigns.installed",
        "Sets of campaigns that were taken into use",
        () -> catalog.status().installed());
    metrics.counter(
        "laminar.campaigns.refused",
        "Sets of campaigns that were not, since they had problems or could not be read",
        () -> catalog.status().refused());
    metrics.gauge(
        "laminar.campaigns.broken",
        "1 while the newest set of campaigns is not in use",
        () -> catalog.problem().isPresent() ? 1 : 0);
    metrics.gauge(
        "laminar.frequency.users",
        "Users of whom it is known here what they have seen",
        seen::users);
    metrics.counter(
        "laminar.frequency.lost", "Impressions that other bidders will not count", seen::lost);
  }

  /** Stops, the last first. */
  Future<Void> close() {
    return (api == null ? Future.<Void>succeededFuture() : api.close()).eventually(this::undeploy);
  }

  private Future<Void> undeploy() {
    if (deployments.isEmpty()) {
      return treasury.close();
    }
    return vertx.undeploy(deployments.pop()).transform(undeployed -> undeploy());
  }
}
