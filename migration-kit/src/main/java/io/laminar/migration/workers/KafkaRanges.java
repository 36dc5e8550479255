package io.laminar.migration.workers;

import io.laminar.migration.plan.Plan;
import io.laminar.migration.queue.KafkaTopic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Ranges as records of a topic, and workers as its consumer group. */
final class KafkaRanges implements RangeQueue {

  /** An order is obsolete when its run is, however long that takes. */
  static final Map<String, String> KEPT = Map.of("retention.ms", "-1");

  private final KafkaTopic topic;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaAdminClient admin;
  private final int partitions;

  private KafkaRanges(
      KafkaTopic topic,
      KafkaProducer<String, byte[]> producer,
      KafkaAdminClient admin,
      int partitions) {
    this.topic = topic;
    this.producer = producer;
    this.admin = admin;
    this.partitions = partitions;
  }

  static KafkaTopic topicOf(Plan.Workers workers) {
    return new KafkaTopic(workers.servers(), workers.topic(), workers.partitions());
  }

  static String groupOf(KafkaTopic topic) {
    return topic.name() + "-workers";
  }

  /** Opens it on the current context; fails as a store does that is away. */
  static Future<RangeQueue> open(Vertx vertx, Plan.Workers workers) {
    KafkaTopic topic = topicOf(workers);
    KafkaAdminClient admin = KafkaAdminClient.create(vertx, topic.adminSettings());
    return topic
        .create(vertx, KEPT)
        .compose(created -> admin.describeTopics(List.of(topic.name())))
        .recover(cause -> Future.failedFuture(topic.failure("partitions", cause)))
        .<RangeQueue>map(
            described ->
                new KafkaRanges(
                    topic,
                    KafkaProducer.create(vertx, topic.producerSettings()),
                    admin,
                    described.get(topic.name()).getPartitions().size()))
        .recover(cause -> admin.close().transform(closed -> Future.failedFuture(cause)));
  }

  @Override
  public int partitions() {
    return partitions;
  }

  @Override
  public Future<Void> publish(List<RangeOrder> orders) {
    List<Future<?>> sends = new ArrayList<>(orders.size());
    for (RangeOrder order : orders) {
      sends.add(
          producer.send(
              KafkaProducerRecord.create(
                  topic.name(),
                  order.job(),
                  order.toBuffer().getBytes(),
                  order.index() % partitions)));
    }
    return Future.join(sends)
        .<Void>mapEmpty()
        .recover(cause -> Future.failedFuture(topic.failure("handing out of ranges", cause)));
  }

  @Override
  public Future<List<String>> workers() {
    String group = groupOf(topic);
    return admin
        .describeConsumerGroups(List.of(group))
        .map(
            groups ->
                groups.get(group).getMembers().stream()
                    .map(
                        member ->
                            member.getClientId()
                                + ", "
                                + member.getAssignment().getTopicPartitions().size()
                                + " of "
                                + partitions
                                + " partitions")
                    .sorted()
                    .toList())
        .recover(cause -> Future.failedFuture(topic.failure("workers", cause)));
  }

  @Override
  public Future<Void> close() {
    return Future.join(producer.close(), admin.close()).mapEmpty();
  }
}
