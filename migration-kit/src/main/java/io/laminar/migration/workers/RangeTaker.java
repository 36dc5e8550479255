package io.laminar.migration.workers;

import io.laminar.migration.queue.KafkaTopic;
import io.laminar.migration.scan.Loop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import io.vertx.kafka.client.consumer.KafkaConsumerRecords;
import io.vertx.kafka.client.consumer.OffsetAndMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes ranges from the topic, one at a time from each partition that it was assigned. The offset
 * is committed when the range's own checkpoint says that it is done, so a range whose worker died
 * is handed to another; it goes on from the checkpoint. Belongs to one context.
 */
final class RangeTaker {

  private static final Logger LOG = LoggerFactory.getLogger(RangeTaker.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long AGAIN_MILLIS = 500;

  private final Vertx vertx;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<String, RangeWork.Parts> partsByJob;
  private final String name;
  private final Map<Integer, InHand> inHandByPartition = new HashMap<>();
  private Future<Void> polling = Future.succeededFuture();
  private String problem = "";
  private boolean stopping;

  /** A range that is being worked on; ended when it no longer is. */
  private record InHand(RangeWork work, Future<Void> ended) {}

  private RangeTaker(
      Vertx vertx,
      KafkaConsumer<String, byte[]> consumer,
      String name,
      Map<String, RangeWork.Parts> partsByJob) {
    this.vertx = vertx;
    this.consumer = consumer;
    this.name = name;
    this.partsByJob = partsByJob;
  }

  /**
   * Begins on the current context.
   *
   * @param session how long Kafka waits for a worker that is not heard of before it hands its
   *     ranges to others
   * @param name of the worker
   * @param partsByJob what it works with, by the name of the copy or the comparison
   */
  static Future<RangeTaker> start(
      Vertx vertx,
      KafkaTopic topic,
      Duration session,
      String name,
      Map<String, RangeWork.Parts> partsByJob) {
    Map<String, String> settings =
        new HashMap<>(topic.consumerSettings(KafkaRanges.groupOf(topic)));
    settings.put("client.id", name);
    settings.put("max.poll.records", "1");
    settings.put("session.timeout.ms", Long.toString(session.toMillis()));
    settings.put("heartbeat.interval.ms", Long.toString(session.toMillis() / 4));
    settings.put(
        "partition.assignment.strategy",
        "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
    KafkaConsumer<String, byte[]> consumer = KafkaConsumer.create(vertx, settings);
    var taker = new RangeTaker(vertx, consumer, name, partsByJob);
    consumer.partitionsRevokedHandler(taker::drop);
    return consumer
        .subscribe(topic.name())
        .onSuccess(subscribed -> taker.polling = Loop.until(taker::takeSome))
        .map(taker);
  }

  /** Ends after the pages under way. */
  Future<Void> stop() {
    stopping = true;
    List<Future<Void>> ends = new ArrayList<>();
    inHandByPartition.values().forEach(each -> ends.add(stop(each)));
    return polling.transform(ended -> Future.join(ends)).transform(ended -> consumer.close());
  }

  private static Future<Void> stop(InHand each) {
    each.work().stop();
    return each.ended();
  }

  private Future<Boolean> takeSome() {
    if (stopping) {
      return Future.succeededFuture(true);
    }
    return consumer
        .poll(POLL)
        .compose(this::takeAll)
        .onSuccess(polled -> complain(""))
        .map(stopping)
        .recover(
            cause -> {
              complain(String.valueOf(cause.getMessage()));
              return vertx.timer(AGAIN_MILLIS).map(stopping);
            });
  }

  private Future<Void> takeAll(KafkaConsumerRecords<String, byte[]> records) {
    List<Future<Void>> pauses = new ArrayList<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      KafkaConsumerRecord<String, byte[]> record = records.recordAt(i);
      pauses.add(consumer.pause(partitionOf(record)).onSuccess(paused -> take(record)));
    }
    return Future.join(pauses).mapEmpty();
  }

  private void take(KafkaConsumerRecord<String, byte[]> record) {
    Optional<RangeWork> ordered = ordered(record);
    if (ordered.isEmpty()) {
      commit(record);
      return;
    }
    RangeWork work = ordered.get();
    InHand before = inHandByPartition.get(record.partition());
    Future<Void> free = before == null ? Future.succeededFuture() : stop(before);
    Future<Void> ended =
        free.compose(freed -> work.run())
            .compose(done -> commit(record))
            .onFailure(stopped -> LOG.debug("range given back: {}", stopped.getMessage()))
            .otherwiseEmpty();
    inHandByPartition.put(record.partition(), new InHand(work, ended));
  }

  private Optional<RangeWork> ordered(KafkaConsumerRecord<String, byte[]> record) {
    try {
      RangeOrder order = RangeOrder.from(Buffer.buffer(record.value()));
      RangeWork.Parts parts = partsByJob.get(order.job());
      if (parts == null) {
        throw new IllegalArgumentException("no part of this migration: " + order);
      }
      return Optional.of(new RangeWork(parts, order));
    } catch (IllegalArgumentException foreign) {
      LOG.warn("{} is passed over: {}", partitionOf(record), foreign.getMessage());
      return Optional.empty();
    }
  }

  private Future<Void> commit(KafkaConsumerRecord<String, byte[]> record) {
    TopicPartition partition = partitionOf(record);
    return consumer
        .commit(Map.of(partition, new OffsetAndMetadata(record.offset() + 1, "")))
        // who gets the range instead finds it done
        .onFailure(failure -> LOG.info("not committed: {}", failure.getMessage()))
        .transform(committed -> consumer.resume(partition));
  }

  /** Somebody else has these ranges from now on. */
  private void drop(Set<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      InHand dropped = inHandByPartition.get(partition.getPartition());
      if (dropped != null) {
        dropped.work().stop();
      }
    }
  }

  private void complain(String now) {
    if (!now.isEmpty() && !now.equals(problem)) {
      LOG.warn("{}: {}", name, now);
    }
    problem = now;
  }

  private static TopicPartition partitionOf(KafkaConsumerRecord<String, byte[]> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
