package io.laminar.bidder.money;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The budgets of one bidder, and what keeps money in them. Thread-safe. */
public final class Treasury {

  private static final Duration DRAW_DEADLINE = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final BudgetBook book = new BudgetBook();
  private final ProcessLedger own;
  private final BudgetKeeper keeper;
  private String deployment = "";

  /**
   * @param noticeLife how long after a bid it may be billed
   * @param needsKey whether notices are signed with a key that the ledger keeps
   * @param nowMillis since the epoch
   * @param nanoTime monotonic
   */
  public Treasury(
      Vertx vertx,
      MoneyOptions options,
      Duration noticeLife,
      boolean needsKey,
      LongSupplier nowMillis,
      LongSupplier nanoTime) {
    this.vertx = vertx;
    var tenure = new Tenure(options.lease(), noticeLife, options.margin());
    this.own = options.shared() ? null : new ProcessLedger(tenure, nowMillis);
    BudgetLedger ledger =
        options.shared()
            ? new PostgresBudgetLedger(
                vertx, options.postgres(), options.topic(), tenure, DRAW_DEADLINE)
            : own;
    this.keeper = new BudgetKeeper(book, ledger, options.lease(), needsKey, nanoTime);
  }

  /**
   * Begins to draw for the campaigns that are in the book.
   *
   * @return fails if the ledger's key is needed and cannot be had
   */
  public Future<Void> start() {
    return vertx.deployVerticle(keeper).onSuccess(id -> deployment = id).mapEmpty();
  }

  /** Gives back what is left. */
  public Future<Void> close() {
    return deployment.isEmpty() ? Future.succeededFuture() : vertx.undeploy(deployment);
  }

  public BudgetBook book() {
    return book;
  }

  /** The ledger's key, if it was needed. */
  public byte[] key() {
    return keeper.key();
  }

  /** A bill came here; only a ledger of this process alone learns from it what was spent. */
  public void billed(String bidId, String campaignId, long nanos, long atMillis) {
    if (own != null) {
      own.billed(bidId, campaignId, nanos, atMillis);
    }
  }

  /**
   * The statistics will hear that a bid was lost; only a ledger of this process alone learns from
   * it what can be drawn again.
   */
  public void lost(String bidId, String campaignId, long nanos, long settledMillis) {
    if (own != null) {
      own.lost(bidId, campaignId, nanos, settledMillis);
    }
  }

  /** Why no money can be drawn; empty if it can. */
  public Optional<String> trouble() {
    return keeper.trouble();
  }

  /** How long ago the ledger answered last. */
  public double ageSeconds() {
    return keeper.ageSeconds();
  }

  /** How often the ledger did not answer. */
  public long failures() {
    return keeper.failures();
  }

  /** How many campaigns are in this state of money. */
  public long campaigns(Limit limit) {
    return book.all().stream().filter(budget -> budget.limit() == limit).count();
  }
}
