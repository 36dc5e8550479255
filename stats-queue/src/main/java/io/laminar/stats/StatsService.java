package io.laminar.stats;

import io.laminar.stats.aggregate.Aggregator;
import io.laminar.stats.aggregate.AggregatorOptions;
import io.laminar.stats.canary.CanaryWriter;
import io.laminar.stats.canary.RedisPlace;
import io.laminar.stats.ledger.PostgresLedger;
import io.laminar.stats.topic.EventTopic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Takes events out of Kafka, counts them in PostgreSQL, and keeps the canary alive in Redis while
 * heartbeats come through.
 *
 * <p>Kafka and PostgreSQL must be there at the start. After it each of the three may go and come
 * back: counting goes on by itself where the books end. Thread-safe.
 */
public final class StatsService {

  private final PostgresLedger ledger;
  private final CanaryWriter canary;
  private final Aggregator aggregator;
  private final AtomicReference<Future<Void>> closing = new AtomicReference<>();

  private StatsService(PostgresLedger ledger, CanaryWriter canary, Aggregator aggregator) {
    this.ledger = ledger;
    this.canary = canary;
    this.aggregator = aggregator;
  }

  /**
   * Makes the topic and the tables if they are not there, and begins to count.
   *
   * @return fails, saying which, if Kafka or PostgreSQL cannot be reached or refuses
   */
  public static Future<StatsService> start(Vertx vertx, StatsOptions options) {
    AggregatorOptions kafka = options.aggregator();
    return EventTopic.ensure(
            vertx, kafka.kafka(), kafka.topic(), kafka.partitions(), kafka.startDeadline())
        .compose(
            topic -> PostgresLedger.open(vertx, options.addresses().postgres(), options.deadline()))
        .map(ledger -> begin(vertx, options, ledger));
  }

  private static StatsService begin(Vertx vertx, StatsOptions options, PostgresLedger ledger) {
    var place = RedisPlace.open(vertx, options.addresses().redis(), options.deadline());
    var canary = new CanaryWriter(vertx, place, options.canary(), System::currentTimeMillis);
    var aggregator =
        Aggregator.start(vertx, options.aggregator(), new ProvingLedger(ledger, canary));
    return new StatsService(ledger, canary, aggregator);
  }

  /** How it is now. */
  public StatsStatus status() {
    return new StatsStatus(aggregator.status(), canary.state());
  }

  /**
   * Ends after the transaction that is under way. The canary is left to die of its age. Further
   * calls give the same future.
   */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    if (closing.compareAndSet(null, closed.future())) {
      aggregator.close().eventually(canary::close).eventually(ledger::close).onComplete(closed);
    }
    return closing.get();
  }
}
