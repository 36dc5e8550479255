package io.laminar.migration.queue;

import io.laminar.migration.codec.Format;
import io.laminar.migration.route.Sides;
import io.laminar.migration.scan.Loop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what is queued and gives it to the stores. Offsets are committed when both stores have a
 * whole batch, so what a taker that dies was at is taken again: the version decides. Belongs to one
 * context.
 */
final class KafkaTaker {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaTaker.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long AGAIN_MILLIS = 500;

  private final Vertx vertx;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Sides.Taker taker;
  private Future<Void> taking = Future.succeededFuture();
  private KafkaConsumerRecords<String, byte[]> batch; // polled and not yet in both stores
  private boolean stopping;

  private KafkaTaker(Vertx vertx, KafkaConsumer<String, byte[]> consumer, Sides.Taker taker) {
    this.vertx = vertx;
    this.consumer = consumer;
    this.taker = taker;
  }

  static Future<KafkaTaker> start(Vertx vertx, KafkaOpener address, Sides.Taker taker) {
    KafkaConsumer<String, byte[]> consumer =
        KafkaConsumer.create(vertx, address.place().consumerSettings(address.group()));
    var started = new KafkaTaker(vertx, consumer, taker);
    return consumer
        .subscribe(address.topic())
        .onSuccess(subscribed -> started.taking = Loop.until(started::takeSome))
        .map(started);
  }

  /** Ends after the batch under way. */
  Future<Void> stop() {
    stopping = true;
    return taking.transform(ended -> consumer.close());
  }

  private Future<Boolean> takeSome() {
    if (stopping) {
      return Future.succeededFuture(true);
    }
    Future<KafkaConsumerRecords<String, byte[]>> next =
        batch == null ? consumer.poll(POLL) : Future.succeededFuture(batch);
    return next.compose(this::take)
        .map(stopping)
        .recover(
            cause -> {
              LOG.warn("the queue: {}", cause.getMessage());
              return vertx.timer(AGAIN_MILLIS).map(stopping);
            });
  }

  private Future<Void> take(KafkaConsumerRecords<String, byte[]> records) {
    batch = records;
    if (records.isEmpty()) {
      batch = null;
      return Future.succeededFuture();
    }
    List<Future<Void>> takes = new ArrayList<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      var record = records.recordAt(i);
      takes.add(taker.take(record.key(), Format.decode(Buffer.buffer(record.value()))));
    }
    return Future.join(takes)
        .compose(
            taken -> {
              batch = null;
              return consumer.commit();
            });
  }
}
