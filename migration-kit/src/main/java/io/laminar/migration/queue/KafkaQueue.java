package io.laminar.migration.queue;

import io.laminar.migration.codec.Format;
import io.laminar.migration.route.WriteQueue;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.store.Entry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.ListOffsetsResultInfo;
import io.vertx.kafka.admin.OffsetSpec;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.OffsetAndMetadata;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The queue as one event loop uses it. A write is acknowledged when all in-sync replicas have it;
 * what was taken is seen from the offsets that the consumer group has committed.
 */
final class KafkaQueue implements WriteQueue {

  private static final long LOOK_MILLIS = 100;

  private final Vertx vertx;
  private final KafkaOpener address;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaAdminClient admin;
  private final Map<Integer, Long> takenByPartition = new ConcurrentHashMap<>();
  private long timer;
  private boolean looking;
  private volatile Throwable lookedInVain; // why the last look failed; null if it did not

  private KafkaQueue(
      Vertx vertx,
      KafkaOpener address,
      KafkaProducer<String, byte[]> producer,
      KafkaAdminClient admin) {
    this.vertx = vertx;
    this.address = address;
    this.producer = producer;
    this.admin = admin;
  }

  static Future<KafkaQueue> open(Vertx vertx, KafkaOpener address) {
    return address
        .place()
        .create(vertx, Map.of())
        .map(
            created -> {
              KafkaProducer<String, byte[]> producer =
                  KafkaProducer.create(vertx, address.place().producerSettings());
              var queue =
                  new KafkaQueue(
                      vertx,
                      address,
                      producer,
                      KafkaAdminClient.create(vertx, address.place().adminSettings()));
              queue.timer = vertx.setPeriodic(LOOK_MILLIS, tick -> queue.look());
              return queue;
            });
  }

  @Override
  public Future<Place> append(String key, Entry entry) {
    return producer
        .send(
            KafkaProducerRecord.create(
                address.topic(), key, Format.ENVELOPE.encode(entry).getBytes()))
        .map(sent -> new Place(sent.getPartition(), sent.getOffset()))
        .recover(cause -> Future.failedFuture(address.place().failure("write of " + key, cause)));
  }

  @Override
  public boolean isTaken(Place place) {
    return takenByPartition.getOrDefault(place.partition(), 0L) > place.offset();
  }

  @Override
  public Future<Void> drained() {
    return ends()
        .compose(
            ends ->
                Loop.until(
                    () ->
                        hasTaken(ends)
                            ? Future.succeededFuture(true)
                            : lookedInVain == null
                                ? vertx.timer(LOOK_MILLIS).map(false)
                                : Future.failedFuture(
                                    address.place().failure("what was taken", lookedInVain))));
  }

  @Override
  public Future<Void> close() {
    vertx.cancelTimer(timer);
    return Future.join(producer.close(), admin.close()).mapEmpty();
  }

  private boolean hasTaken(Map<Integer, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(
            end ->
                end.getValue() == 0
                    || takenByPartition.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private Future<Map<Integer, Long>> ends() {
    return admin
        .describeTopics(List.of(address.topic()))
        .compose(
            topics -> {
              Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
              topics
                  .get(address.topic())
                  .getPartitions()
                  .forEach(
                      partition ->
                          asked.put(
                              new TopicPartition(address.topic(), partition.getPartition()),
                              OffsetSpec.LATEST));
              return admin.listOffsets(asked);
            })
        .map(
            offsets -> {
              Map<Integer, Long> ends = new HashMap<>();
              for (Map.Entry<TopicPartition, ListOffsetsResultInfo> each : offsets.entrySet()) {
                ends.put(each.getKey().getPartition(), each.getValue().getOffset());
              }
              return ends;
            })
        .recover(cause -> Future.failedFuture(address.place().failure("end of the queue", cause)));
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    admin
        .listConsumerGroupOffsets(address.group())
        .onSuccess(this::remember)
        .onComplete(
            looked -> {
              lookedInVain = looked.cause(); // it is made again
              looking = false;
            });
  }

  private void remember(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach(
        (partition, offset) ->
            takenByPartition.merge(partition.getPartition(), offset.getOffset(), Math::max));
  }
}
