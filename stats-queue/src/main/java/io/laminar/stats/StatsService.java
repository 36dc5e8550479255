package io.laminar.stats;

import io.laminar.stats.aggregate.Aggregator;
import io.laminar.stats.aggregate.AggregatorOptions;
import io.laminar.stats.canary.CanaryWriter;
import io.laminar.stats.canary.RedisPlace;
import io.laminar.stats.days.DayFeed;
import io.laminar.stats.ledger.PostgresLedger;
import io.laminar.stats.report.StatsReader;
import io.laminar.stats.retention.Retention;
import io.laminar.stats.server.StatsApi;
import io.laminar.stats.topic.EventTopic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events out of Kafka, counts them in PostgreSQL, keeps the canary alive in Redis while
 * heartbeats come through, keeps the totals of days, tidies up, and answers questions over HTTP.
 *
 * <p>Kafka, PostgreSQL and the stores of days must be there at the start. After it each of them may
 * go and come back: counting goes on by itself where the books end. Thread-safe.
 */
public final class StatsService {

  private static final Logger LOG = LoggerFactory.getLogger(StatsService.class);

  private final Vertx vertx;
  private final StatsOptions options;
  private final LongSupplier nowMillis;
  private final Deque<Supplier<Future<Void>>> closers = new ArrayDeque<>(); // on the context only
  private final AtomicReference<Future<Void>> closing = new AtomicReference<>();
  private final Context context;
  private volatile CanaryWriter canary;
  private volatile Aggregator aggregator;
  private volatile Retention retention;
  private volatile DayFeed days;
  private volatile StatsApi api;

  private StatsService(Vertx vertx, StatsOptions options, LongSupplier nowMillis) {
    this.vertx = vertx;
    this.options = options;
    this.nowMillis = nowMillis;
    this.context = vertx.getOrCreateContext();
  }

  /**
   * Makes the topic and the tables if they are not there, and begins to count.
   *
   * @return fails, with everything closed again and saying why, if Kafka, PostgreSQL or a store of
   *     days cannot be reached or refuses, or the port is taken
   */
  public static Future<StatsService> start(Vertx vertx, StatsOptions options) {
    return start(vertx, options, System::currentTimeMillis);
  }

  /**
   * The same with a clock of the caller's.
   *
   * @param nowMillis since the epoch
   */
  public static Future<StatsService> start(
      Vertx vertx, StatsOptions options, LongSupplier nowMillis) {
    var service = new StatsService(vertx, options, nowMillis);
    Promise<Void> opened = Promise.promise();
    service.context.runOnContext(here -> service.open().onComplete(opened));
    return opened
        .future()
        .map(service)
        .recover(failure -> service.close().transform(closed -> Future.failedFuture(failure)));
  }

  /** How it is now. */
  public StatsStatus status() {
    return new StatsStatus(aggregator.status(), canary.state(), days.state(), retention.state());
  }

  /** The port that questions are answered on. */
  public int port() {
    return api.port();
  }

  /**
   * Ends after the transaction that is under way. The canary is left to die of its age. Further
   * calls give the same future.
   */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    if (closing.compareAndSet(null, closed.future())) {
      context.runOnContext(here -> closeNext().onComplete(closed));
    }
    return closing.get();
  }

  private Future<Void> open() {
    AggregatorOptions kafka = options.aggregator();
    String postgres = options.addresses().postgres();
    return EventTopic.ensure(
            vertx, kafka.kafka(), kafka.topic(), kafka.partitions(), kafka.startDeadline())
        .compose(
            topic ->
                PostgresLedger.open(
                    vertx, postgres, options.deadline(), options.canary().goneAfter()))
        .compose(
            ledger -> {
              closers.push(ledger::close);
              return DayFeed.start(vertx, postgres, options.days(), nowMillis)
                  .compose(feed -> begin(ledger, feed));
            });
  }

  private Future<Void> begin(PostgresLedger ledger, DayFeed feed) {
    days = feed;
    closers.push(feed::close);
    String postgres = options.addresses().postgres();
    retention = Retention.start(vertx, postgres, options.retention(), nowMillis);
    closers.push(retention::close);
    var place = RedisPlace.open(vertx, options.addresses().redis(), options.deadline());
    canary = new CanaryWriter(vertx, place, options.canary(), nowMillis, System::nanoTime);
    closers.push(canary::close);
    aggregator =
        Aggregator.start(
            vertx,
            options.aggregator(),
            new ProvingLedger(ledger, canary, System::nanoTime),
            nowMillis);
    closers.push(aggregator::close);
    StatsReader reader = StatsReader.open(vertx, postgres, options.deadline());
    closers.push(reader::close);
    return StatsApi.listen(
            vertx,
            options.api(),
            new StatsApi.Sources(
                reader, feed::totals, () -> status().toJson(), this::rememberedFrom))
        .onSuccess(
            listening -> {
              api = listening;
              closers.push(listening::close);
            })
        .mapEmpty();
  }

  private LocalDate rememberedFrom() {
    return LocalDate.ofInstant(Instant.ofEpochMilli(nowMillis.getAsLong()), ZoneOffset.UTC)
        .minusDays(options.retention().noticeDays());
  }

  /** Closes the last that was opened first; one that cannot be closed does not keep the others. */
  private Future<Void> closeNext() {
    if (closers.isEmpty()) {
      return Future.succeededFuture();
    }
    return closers
        .pop()
        .get()
        .transform(
            closed -> {
              if (closed.failed()) {
                LOG.warn("a part of the statistics could not be closed", closed.cause());
              }
              return closeNext();
            });
  }
}
