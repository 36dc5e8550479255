package io.laminar.bidder.money;

import io.laminar.bidder.money.BudgetLedger.Grant;
import io.laminar.bidder.money.BudgetLedger.Rest;
import io.laminar.bidder.money.BudgetLedger.Wish;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.store.Backoff;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every budget that is bid from in money: asks the ledger in the background, one question at
 * a time, on an event loop of its own. While the ledger does not answer, slices run out and bidding
 * ends with them.
 */
public final class BudgetKeeper extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(BudgetKeeper.class);
  private static final long TICK_MILLIS = 50;
  private static final int MAX_WISHES = 1_000;
  private static final long FAREWELL_MILLIS = 2_000;
  private static final int HOLDER_BITS = 64;

  private final BudgetLedger ledger;
  private final Duration lease;
  private final LongSupplier nanoTime;
  private final Draws draws;
  private final String holder =
      new BigInteger(HOLDER_BITS, new SecureRandom()).toString(Character.MAX_RADIX);
  private final Backoff backoff = Backoff.withJitter();
  private final boolean needsKey;
  private volatile byte[] key = new byte[0];
  private boolean asking;
  private boolean stopped;
  private long restUntilNanos;
  private volatile String trouble = "the ledger of budgets has not answered yet";
  private volatile long failures;
  private volatile long answeredNanos;

  /**
   * @param ledger used on this verticle's event loop only; closed with it
   * @param needsKey whether the key of notices is the ledger's
   */
  public BudgetKeeper(
      BudgetBook book,
      BudgetLedger ledger,
      Duration lease,
      boolean needsKey,
      LongSupplier nanoTime) {
    this.ledger = ledger;
    this.needsKey = needsKey;
    this.lease = lease;
    this.nanoTime = nanoTime;
    this.draws = new Draws(book, lease, nanoTime);
    this.restUntilNanos = nanoTime.getAsLong();
    this.answeredNanos = restUntilNanos;
  }

  /** Why budgets cannot be drawn from; empty if they can. Any thread. */
  public Optional<String> trouble() {
    return trouble.isEmpty() ? Optional.empty() : Optional.of(trouble);
  }

  /** How often the ledger did not answer. Any thread. */
  public long failures() {
    return failures;
  }

  /** How long ago the ledger answered last. Any thread. */
  public double ageSeconds() {
    return (nanoTime.getAsLong() - answeredNanos) / 1e9;
  }

  /**
   * The key that is kept in the ledger; empty unless it was needed. After the start; any thread.
   */
  public byte[] key() {
    return key.clone();
  }

  /**
   * Done when the first budgets were drawn or the ledger was found to be away; fails if its key is
   * needed and cannot be had.
   */
  @Override
  public Future<?> start() {
    Future<byte[]> asked = needsKey ? ledger.key() : Future.succeededFuture(key);
    return asked
        .onSuccess(
            known -> {
              key = known;
              vertx.setPeriodic(TICK_MILLIS, timer -> tick());
            })
        .compose(known -> tick().otherwiseEmpty());
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    List<Rest> rests = draws.closeAll();
    Future<Void> given =
        rests.isEmpty() ? Future.succeededFuture() : ledger.giveBack(holder, rests);
    return given
        .timeout(FAREWELL_MILLIS, TimeUnit.MILLISECONDS)
        .onFailure(
            failure ->
                LOG.warn(
                    "what was left of {} budgets stays held until it settles: {}",
                    rests.size(),
                    failure.getMessage()))
        .eventually(ledger::close);
  }

  private Future<Void> tick() {
    if (asking || stopped || nanoTime.getAsLong() - restUntilNanos < 0) {
      return Future.succeededFuture();
    }
    List<Wish> wishes = draws.wishes();
    if (wishes.isEmpty()) {
      return Future.succeededFuture();
    }
    asking = true;
    var rounds = wishes.listIterator();
    return Loop.until(
            () -> {
              int from = rounds.nextIndex();
              int to = Math.min(wishes.size(), from + MAX_WISHES);
              while (rounds.nextIndex() < to) {
                rounds.next();
              }
              return draw(wishes.subList(from, to)).map(drawn -> !rounds.hasNext() || stopped);
            })
        .onComplete(done -> asking = false);
  }

  private Future<Void> draw(List<Wish> wishes) {
    long sent = nanoTime.getAsLong();
    return ledger
        .draw(holder, wishes)
        .onFailure(failure -> failed(wishes, failure))
        .compose(grants -> take(grants, sent));
  }

  private Future<Void> take(List<Grant> grants, long sent) {
    if (!trouble.isEmpty()) {
      LOG.info("the ledger of budgets answers");
    }
    trouble = "";
    answeredNanos = nanoTime.getAsLong();
    backoff.reset();
    if (stopped) { // too late to be used: it counts as held until it settles
      return Future.succeededFuture();
    }
    List<Rest> rests = draws.take(grants, sent);
    return rests.isEmpty()
        ? Future.succeededFuture()
        : ledger.giveBack(holder, rests).onFailure(this::note).otherwiseEmpty();
  }

  private void failed(List<Wish> wishes, Throwable failure) {
    draws.failed(wishes);
    restUntilNanos = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(backoff.nextMillis());
    note(failure);
  }

  private void note(Throwable failure) {
    if (trouble.isEmpty()) {
      LOG.warn(
          "the ledger of budgets does not answer; bidding ends within {} s: {}",
          lease.toSeconds(),
          failure.getMessage());
    }
    failures++;
    trouble = "the ledger of budgets does not answer: " + failure.getMessage();
  }
}
