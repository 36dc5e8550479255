package io.laminar.deploy.stats;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What others may do to a topic. */
final class RawRecords {

  private RawRecords() {}

  /** Sends records that no event queue would send. */
  static void send(String kafka, String topic, String... values) {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8)));
      }
      producer.flush();
    }
  }

  static void deleteTopic(String kafka, String topic) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      wait(admin.deleteTopics(List.of(topic)).all());
    }
  }

  /** Removes all records, as the retention time would; answers how many. */
  static long deleteAll(String kafka, String topic) {
    Map<Integer, Long> ends = ends(kafka, topic);
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    ends.forEach(
        (partition, end) ->
            all.put(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(end)));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      wait(admin.deleteRecords(all).all());
    }
    return ends.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The offset that the next record of each partition will get. */
  static Map<Integer, Long> ends(String kafka, String topic) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      wait(admin.describeTopics(List.of(topic)).allTopicNames())
          .get(topic)
          .partitions()
          .forEach(
              partition ->
                  latest.put(
                      new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
      Map<Integer, Long> ends = new HashMap<>();
      wait(admin.listOffsets(latest).all())
          .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
      return ends;
    }
  }

  private static <T> T wait(KafkaFuture<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
