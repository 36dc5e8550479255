package io.laminar.migration.queue;

import io.laminar.migration.route.Side;
import io.laminar.migration.route.Sides;
import io.laminar.migration.route.WriteQueue;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Opens the stores of a migration as they are, and a Kafka topic as the queue in front of them.
 *
 * @param stores opens the stores
 * @param servers {@code host:port}, comma-separated
 * @param topic where writes are queued; it is created if it is not there
 * @param partitions of a topic that is created
 */
public record KafkaOpener(Sides.Opener stores, String servers, String topic, int partitions)
    implements Sides.Opener {

  public KafkaOpener {
    new KafkaTopic(servers, topic, partitions); // checks
  }

  /** Where writes are queued. */
  KafkaTopic place() {
    return new KafkaTopic(servers, topic, partitions);
  }

  @Override
  public Future<Store> open(Vertx vertx, Side side, String beside) {
    return stores.open(vertx, side, beside);
  }

  @Override
  public Future<WriteQueue> openQueue(Vertx vertx) {
    return KafkaQueue.open(vertx, this).map(queue -> queue);
  }

  @Override
  public Future<Supplier<Future<Void>>> takeQueue(Vertx vertx, Sides.Taker taker) {
    return place()
        .create(vertx, Map.of())
        .compose(created -> KafkaTaker.start(vertx, this, taker))
        .map(started -> started::stop);
  }

  /** The consumer group whose offsets say what has been taken. */
  String group() {
    return topic + "-taker";
  }
}
