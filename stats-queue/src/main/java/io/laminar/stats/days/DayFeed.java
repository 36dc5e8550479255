package io.laminar.stats.days;

import io.laminar.migration.scan.Loop;
import io.laminar.migration.store.Counter;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.days.DayBooks.Amount;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the totals of days up to date: what the books owe goes into the store of its day, each
 * amount once.
 *
 * <p>An amount is added under an id ({@link Store#add}) and forgotten by the books only then. Who
 * dies in between has it added again under the same id, which changes nothing. One process at a
 * time feeds, held by a lock that ends with its connection; should it be frozen in the middle and
 * wake up later, ids protect the totals for as long as a counter knows them: {@value
 * Counter#WINDOW} feedings of its key. Belongs to the context it was opened on, except for {@link
 * #state}.
 */
public final class DayFeed {

  private static final Logger LOG = LoggerFactory.getLogger(DayFeed.class);
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int AMOUNTS_AT_ONCE = 256;
  private static final long CLOSE_MILLIS = 2_000;

  private final Vertx vertx;
  private final PgConnectOptions books;
  private final String address;
  private final DayRollover store;
  private final HybridClock clock = HybridClock.system();
  private final LongSupplier nowMillis;
  private final long timer;
  private Pool pool;
  private Future<Void> feeding = Future.succeededFuture();
  private boolean closed;
  private volatile DayFeedState state = new DayFeedState(0, 0, "");

  private DayFeed(
      Vertx vertx, String postgres, DayRollover store, Duration interval, LongSupplier nowMillis) {
    this.vertx = vertx;
    this.address = Addresses.masked(postgres);
    this.books = connection(postgres);
    this.store = store;
    this.nowMillis = nowMillis;
    this.pool = newPool(vertx, books);
    this.timer = vertx.setPeriodic(interval.toMillis(), feeding -> feed());
  }

  /**
   * Opens the stores, makes the plan the one that everybody follows, and begins to feed.
   *
   * @param postgres where the books are; their tables must be there
   * @param nowMillis since the epoch
   * @return fails if a store cannot be reached, or the plan moves a day of which totals are written
   */
  public static Future<DayFeed> start(
      Vertx vertx, String postgres, DaysOptions options, LongSupplier nowMillis) {
    Pool once = newPool(vertx, connection(postgres));
    return once.query(DayBooks.TABLES)
        .execute()
        .compose(
            made ->
                once.withTransaction(connection -> DayBooks.propose(connection, options.plan())))
        .eventually(once::close)
        .compose(agreed -> open(vertx, options))
        .map(store -> new DayFeed(vertx, postgres, store, options.interval(), nowMillis));
  }

  /** Opens the stores of days as one, on the current context. */
  public static Future<DayRollover> open(Vertx vertx, DaysOptions options) {
    return options
        .first()
        .open(vertx, options.limits())
        .compose(
            first ->
                openOther(vertx, options)
                    .map(other -> new DayRollover(first, other, options.plan()))
                    .recover(
                        failure -> first.close().transform(shut -> Future.failedFuture(failure))));
  }

  /** What has been done, from any thread. */
  public DayFeedState state() {
    return state;
  }

  /**
   * The totals of a campaign's day, as the stores have them, by measure in lower case.
   *
   * @return fails with {@link io.laminar.migration.store.StoreException}
   */
  public Future<Map<String, Long>> totals(String campaign, LocalDate day) {
    List<String> measures = DayBooks.measures();
    return store
        .getAll(measures.stream().map(measure -> DayKeys.of(campaign, measure, day)).toList())
        .map(
            entries -> {
              Map<String, Long> totals = new LinkedHashMap<>();
              for (int i = 0; i < measures.size(); i++) {
                totals.put(measures.get(i).toLowerCase(Locale.ROOT), Counter.sumOf(entries.get(i)));
              }
              return totals;
            });
  }

  /**
   * Feeds now, or goes on with the feeding that is under way.
   *
   * @return done when it has ended; never fails, {@link #state} tells what went wrong
   */
  public Future<Void> feed() {
    if (closed || !feeding.isComplete()) {
      return feeding;
    }
    feeding = feedOnce();
    return feeding;
  }

  /** Stops feeding, waits a moment for what is under way; what is owed stays in the books. */
  public Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    return Future.any(feeding, vertx.timer(CLOSE_MILLIS))
        .eventually(pool::close)
        .eventually(store::close)
        .mapEmpty();
  }

  private Future<Void> feedOnce() {
    return pool.withConnection(this::feedInTurn)
        .timeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
        .transform(
            fed -> {
              if (fed.succeeded()) {
                state = new DayFeedState(state.amounts() + fed.result(), nowMillis.getAsLong(), "");
              } else {
                fail(fed.cause());
              }
              return Future.succeededFuture();
            });
  }

  private Future<Long> feedInTurn(SqlConnection connection) {
    return DayBooks.tryTurn(connection)
        .compose(
            mine ->
                mine
                    ? feed(connection).eventually(() -> DayBooks.endTurn(connection))
                    : Future.succeededFuture(0L));
  }

  private Future<Long> feed(SqlConnection connection) {
    long[] taken = {0};
    return DayBooks.claim(connection)
        .compose(
            plan -> {
              store.follow(plan);
              return Loop.until(
                  () ->
                      DayBooks.pending(connection, AMOUNTS_AT_ONCE)
                          .compose(amounts -> add(connection, amounts))
                          .map(
                              added -> {
                                taken[0] += added;
                                return added < AMOUNTS_AT_ONCE;
                              }));
            })
        .map(done -> taken[0]);
  }

  private Future<Integer> add(SqlConnection connection, List<Amount> amounts) {
    List<Future<Void>> additions = new ArrayList<>(amounts.size());
    amounts.forEach(amount -> additions.add(add(amount)));
    return Future.join(additions)
        .transform(
            joined -> {
              List<UUID> taken = new ArrayList<>();
              for (int i = 0; i < amounts.size(); i++) {
                if (additions.get(i).succeeded()) {
                  taken.add(amounts.get(i).id());
                }
              }
              return DayBooks.settle(connection, taken)
                  .compose(
                      settled ->
                          joined.succeeded()
                              ? Future.succeededFuture(taken.size())
                              : Future.failedFuture(joined.cause()));
            });
  }

  private Future<Void> add(Amount amount) {
    List<Future<Long>> additions = new ArrayList<>();
    amount
        .additions()
        .forEach(
            addition ->
                additions.add(
                    store.add(
                        addition.key(), addition.delta(), addition.operationId(), clock.next())));
    return Future.join(additions).mapEmpty();
  }

  private void fail(Throwable cause) {
    if (closed) {
      return;
    }
    String problem = "totals of days from " + address + ": " + cause.getMessage();
    LOG.warn("{}; tries again later", problem);
    state = new DayFeedState(state.amounts(), state.lastMillis(), problem);
    // the connection may hang, and the turn with it
    pool.close();
    pool = newPool(vertx, books);
  }

  private static Future<Optional<Store>> openOther(Vertx vertx, DaysOptions options) {
    return options.other().isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : options.other().get().open(vertx, options.limits()).map(Optional::of);
  }

  private static PgConnectOptions connection(String postgres) {
    return PgConnectOptions.fromUri(postgres)
        .addProperty("statement_timeout", Long.toString(DEADLINE.toMillis()))
        .addProperty("timezone", "UTC")
        .addProperty("application_name", "laminar-stats-days");
  }

  private static Pool newPool(Vertx vertx, PgConnectOptions books) {
    return PgBuilder.pool()
        .connectingTo(books)
        .with(new PoolOptions().setMaxSize(1))
        .using(vertx)
        .build();
  }
}
