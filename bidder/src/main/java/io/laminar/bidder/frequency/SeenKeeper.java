package io.laminar.bidder.frequency;

import io.laminar.bidder.frequency.SeenStore.Sight;
import io.laminar.migration.store.Backoff;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries between the book and the store, in the background and many users at once; on an event
 * loop of its own.
 */
public final class SeenKeeper extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(SeenKeeper.class);
  private static final long TICK_MILLIS = 5;
  private static final int MOST_USERS = 512;
  private static final int MOST_SIGHTS = 512;
  private static final long FAREWELL_MILLIS = 2_000;

  private final SeenBook book;
  private final Function<Vertx, SeenStore> opener;
  private final LongSupplier nowMillis;
  private final LongSupplier nanoTime;
  private final Backoff backoff = Backoff.withJitter();
  private SeenStore store;
  private boolean loading;
  private boolean adding;
  private long restUntilNanos;
  private volatile String trouble = "";

  /**
   * @param opener opens the store on this verticle's event loop
   * @param nowMillis since the epoch
   */
  public SeenKeeper(
      SeenBook book,
      Function<Vertx, SeenStore> opener,
      LongSupplier nowMillis,
      LongSupplier nanoTime) {
    this.book = book;
    this.opener = opener;
    this.nowMillis = nowMillis;
    this.nanoTime = nanoTime;
  }

  /** Why caps cannot be counted with other bidders; empty if they can. Any thread. */
  public Optional<String> trouble() {
    return trouble.isEmpty() ? Optional.empty() : Optional.of(trouble);
  }

  @Override
  public Future<?> start() {
    store = opener.apply(vertx);
    restUntilNanos = nanoTime.getAsLong();
    vertx.setPeriodic(TICK_MILLIS, timer -> tick());
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return add()
        .timeout(FAREWELL_MILLIS, TimeUnit.MILLISECONDS)
        .otherwiseEmpty()
        .eventually(store::close);
  }

  private void tick() {
    if (nanoTime.getAsLong() - restUntilNanos < 0) {
      return;
    }
    if (!adding) {
      adding = true;
      add().onComplete(done -> adding = false);
    }
    if (!loading) {
      loading = true;
      load().onComplete(done -> loading = false);
    }
  }

  private Future<Void> add() {
    List<Sight> sights = book.takeTold(MOST_SIGHTS);
    if (sights.isEmpty()) {
      return Future.succeededFuture();
    }
    return store
        .add(sights, nowMillis.getAsLong())
        .onSuccess(done -> fine())
        .onFailure(
            failure -> {
              book.putBack(sights);
              failed(failure);
            })
        .otherwiseEmpty();
  }

  private Future<Void> load() {
    List<Long> users = book.takeAsked(MOST_USERS);
    if (users.isEmpty()) {
      return Future.succeededFuture();
    }
    return store
        .load(users, nowMillis.getAsLong())
        .onSuccess(
            histories -> {
              for (int i = 0; i < users.size(); i++) {
                book.loaded(users.get(i), histories.get(i));
              }
              fine();
            })
        .onFailure(
            failure -> {
              book.failed(users);
              failed(failure);
            })
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private void fine() {
    trouble = "";
    backoff.reset();
  }

  private void failed(Throwable failure) {
    if (trouble.isEmpty()) {
      LOG.warn("campaigns with frequency caps wait for their store: {}", failure.getMessage());
    }
    trouble = "what users have seen is not known: " + failure.getMessage();
    restUntilNanos = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(backoff.nextMillis());
  }
}
