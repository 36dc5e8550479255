package io.laminar.bidder.catalog;

import io.laminar.bidder.auction.CampaignIndex;
import io.laminar.bidder.auction.Market;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.money.BudgetBook;
import io.laminar.migration.config.ConfigurationException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the campaigns in use the same as those of their source: looks again and again, compiles a
 * changed set beside the path of requests, and takes it into use at once for all event loops. A set
 * with problems is not taken; the one before goes on, and {@link #status} says why.
 */
public final class CatalogKeeper extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(CatalogKeeper.class);

  private final CampaignSource source;
  private final BudgetBook budgets;
  private final Duration interval;
  private final LongSupplier nowMillis;
  private final List<Promise<Void>> waiting = new ArrayList<>();
  private volatile CampaignIndex first;
  private volatile Market market;
  private boolean looking;
  private boolean stopped;
  private volatile CatalogStatus status;

  /**
   * @param source used on this verticle's event loop only; closed with it
   * @param interval between two looks
   */
  public CatalogKeeper(
      CampaignSource source, BudgetBook budgets, Duration interval, LongSupplier nowMillis) {
    this.source = source;
    this.budgets = budgets;
    this.interval = interval;
    this.nowMillis = nowMillis;
    this.status = new CatalogStatus(source.name(), 0, 0, 0, "");
  }

  /** The set that was there at the start, compiled. Any thread, after the start. */
  public CampaignIndex first() {
    return first;
  }

  /** Where changed sets go from now on. Any thread. */
  public void use(Market place) {
    market = place;
  }

  /** How it goes. Any thread. */
  public CatalogStatus status() {
    return status;
  }

  /** Why the newest set is not in use. Any thread. */
  public Optional<String> problem() {
    String problem = status.problem();
    return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
  }

  /** Done when there is a set without problems; fails if there is none. */
  @Override
  public Future<?> start() {
    return source
        .changed()
        .compose(this::compile)
        .onSuccess(
            index -> {
              first = index;
              installed();
              vertx.setPeriodic(interval.toMillis(), timer -> look());
            })
        .recover(failure -> source.close().transform(closed -> Future.failedFuture(failure)));
  }

  private Future<CampaignIndex> compile(Optional<CampaignSet> set) {
    return set.isPresent()
        ? vertx.executeBlocking(() -> new CampaignIndex(set.get(), budgets), false)
        : Future.failedFuture(
            new ConfigurationException(
                List.of(source.name() + " changes all the time; try again")));
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return source.close();
  }

  /** Looks now; done when what the source has is in use, or known to be wrong. Any thread. */
  public Future<Void> refresh() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        here -> {
          waiting.add(done);
          look();
        });
    return done.future();
  }

  private void look() {
    if (looking || stopped || market == null) {
      return;
    }
    looking = true;
    List<Promise<Void>> told = List.copyOf(waiting);
    waiting.clear();
    source
        .changed()
        .compose(set -> set.isPresent() ? install(set.get()) : Future.succeededFuture())
        .onComplete(
            looked -> {
              looking = false;
              if (looked.failed()) {
                refused(looked.cause());
              }
              told.forEach(Promise::complete);
              if (!waiting.isEmpty()) {
                look();
              }
            });
  }

  private Future<Void> install(CampaignSet set) {
    CampaignSet before = market.campaigns();
    if (!set.currency().equals(before.currency()) || !set.seat().equals(before.seat())) {
      return Future.failedFuture(
          new ConfigurationException(
              List.of(
                  source.name()
                      + ": currency and seat cannot change while the bidder runs: they are "
                      + before.currency()
                      + " and "
                      + before.seat())));
    }
    return compile(Optional.of(set))
        .onSuccess(
            index -> {
              market.install(index);
              installed();
              LOG.info("{} campaigns of {} are in use", set.campaigns().size(), source.name());
            })
        .mapEmpty();
  }

  private void installed() {
    CatalogStatus now = status;
    status =
        new CatalogStatus(
            now.source(), now.installed() + 1, nowMillis.getAsLong(), now.refused(), "");
  }

  private void refused(Throwable why) {
    CatalogStatus now = status;
    String problem = String.valueOf(why.getMessage());
    if (!problem.equals(now.problem())) {
      LOG.warn("the campaigns before stay in use: {}", problem);
    }
    status =
        new CatalogStatus(
            now.source(), now.installed(), now.installedMillis(), now.refused() + 1, problem);
  }
}
