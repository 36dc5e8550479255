package io.laminar.migration.queue;

import io.laminar.migration.route.Side;
import io.laminar.migration.route.Sides;
import io.laminar.migration.route.WriteQueue;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import java.util.regex.Pattern;

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

  /** What a topic may be called. */
  private static final Pattern LEGAL_TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

  public KafkaOpener {
    if (!LEGAL_TOPIC.matcher(topic).matches()) {
      throw new IllegalArgumentException(
          "a topic must match " + LEGAL_TOPIC.pattern() + ", was \"" + topic + "\"");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions must be 1 or more, were " + partitions);
    }
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
    return KafkaQueue.createTopic(vertx, this)
        .compose(created -> KafkaTaker.start(vertx, this, taker))
        .map(started -> started::stop);
  }

  /** The consumer group whose offsets say what has been taken. */
  String group() {
    return topic + "-taker";
  }
}
