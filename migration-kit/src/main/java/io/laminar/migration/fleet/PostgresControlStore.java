package io.laminar.migration.fleet;

import io.laminar.migration.fleet.Decisions.Answer;
import io.laminar.migration.postgres.PostgresLink;
import io.laminar.migration.store.Secrets;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control store in PostgreSQL, 13 and later: four tables, made when they are missing.
 *
 * <p>A transaction begins by locking the migration's row, so those of one migration happen one
 * after the other; the server ends the session of a process that stands still meanwhile. A change
 * is told with {@code NOTIFY}; who misses that hears of it when it renews its lease.
 */
public final class PostgresControlStore extends TransactedControlStore {

  private static final int MAX_IN_FLIGHT = 256;
  private static final Duration SLOW = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(PostgresControlStore.class);
  private static final long LISTEN_AGAIN_MILLIS = 1_000;
  private static final long FAREWELL_MILLIS = 500;

  /** Within it others wait for who stands still with the lock; well below any lease. */
  private static final Duration MAX_STANDSTILL = Duration.ofSeconds(1);

  private final Context context;
  private final PostgresLink link;
  private final FleetSql sql;
  private final String migration;
  private final Duration deadline;
  private PgSubscriber subscriber;

  private PostgresControlStore(Vertx vertx, PostgresLink link, Options options) {
    super(options.migration());
    this.context = vertx.getOrCreateContext();
    this.link = link;
    this.sql = new FleetSql(options.prefix());
    this.migration = options.migration();
    this.deadline = options.deadline();
  }

  /**
   * What it needs to know.
   *
   * @param uri such as {@code postgresql://user:password@127.0.0.1:5432/db}
   * @param prefix how the names of its tables begin
   * @param migration the one that this instance is about
   * @param deadline for one operation
   */
  public record Options(String uri, String prefix, String migration, Duration deadline) {
    public Options {
      if (!FleetSql.LEGAL_PREFIX.matcher(prefix).matches()) {
        throw new IllegalArgumentException(
            "the prefix of the control tables must match %s, was \"%s\""
                .formatted(FleetSql.LEGAL_PREFIX.pattern(), prefix));
      }
    }
  }

  /** Opens on the current context; fails if the server cannot be reached or refuses the tables. */
  public static Future<ControlStore> open(Vertx vertx, Options options) {
    PgConnectOptions client;
    try {
      client = PostgresLink.lockingOptionsOf(options.uri(), MAX_STANDSTILL);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return PostgresLink.connected(
            vertx, client, Secrets.masked(options.uri()), options.deadline(), MAX_IN_FLIGHT)
        .compose(
            link -> {
              var store = new PostgresControlStore(vertx, link, options);
              return store
                  .prepare()
                  .<ControlStore>map(
                      prepared -> {
                        store.listen(vertx, client);
                        return store;
                      })
                  .recover(
                      failure -> store.close().transform(done -> Future.failedFuture(failure)));
            });
  }

  @Override
  public Future<Optional<Head>> head() {
    return link.statement("read the newest publication", sql.head, Tuple.of(migration), deadline)
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(
                        new Head(
                            PostgresTables.publicationOf(rows.iterator().next()),
                            rows.iterator().next().getString("note"))));
  }

  @Override
  public Future<List<Publication>> log(long from, int limit) {
    return link.statement("read the log", sql.log, Tuple.of(migration, from, limit), SLOW)
        .map(PostgresTables::publicationsOf);
  }

  @Override
  public Future<List<AuditEvent>> events(long from, int limit) {
    return link.statement("read the events", sql.events, Tuple.of(migration, from, limit), SLOW)
        .map(PostgresTables::eventsOf);
  }

  @Override
  public Future<Roster> roster() {
    return link.statement("read the members", sql.roster, Tuple.of(migration), deadline)
        .map(PostgresTables::rosterOf);
  }

  @Override
  public Future<Void> nudge() {
    return link.statement("notify", sql.tell, Tuple.of(sql.channel, migration), deadline)
        .mapEmpty();
  }

  @Override
  public Future<Void> close() {
    forgetListeners();
    Future<Void> deaf = subscriber == null ? Future.succeededFuture() : subscriber.close();
    return deaf.timeout(FAREWELL_MILLIS, TimeUnit.MILLISECONDS)
        .otherwiseEmpty() // a server that does not answer
        .eventually(link::close);
  }

  private Future<Void> prepare() {
    return link.script("prepare the control tables", sql.prepare, SLOW)
        .compose(
            made ->
                link.statement("enrol " + migration, sql.enrolMigration, Tuple.of(migration), SLOW))
        .mapEmpty();
  }

  /** Not waited for: who cannot hear of a change learns of it with the next renewal. */
  private void listen(Vertx vertx, PgConnectOptions options) {
    subscriber =
        PgSubscriber.subscriber(vertx, options).reconnectPolicy(tries -> LISTEN_AGAIN_MILLIS);
    subscriber
        .channel(sql.channel)
        // what was told before the subscription came back was missed
        .subscribeHandler(subscribed -> context.runOnContext(here -> tellChanged()))
        .handler(
            told -> {
              if (told.equals(migration)) {
                context.runOnContext(here -> tellChanged());
              }
            });
    subscriber
        .connect()
        .onFailure(
            cause -> LOG.warn("{}: changes are not heard: {}", migration, cause.getMessage()));
  }

  @Override
  <T> Future<T> exclusively(String operation, Function<Tables, Future<Answer<T>>> work) {
    return link.transaction(
            operation,
            deadline,
            database -> PostgresTables.lock(database, sql, migration).compose(work))
        .compose(Answer::toFuture);
  }
}
