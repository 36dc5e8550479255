package io.laminar.stats.aggregate;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.queue.EventQueueOptions;
import io.laminar.stats.retention.RetentionOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How records are taken out of Kafka.
 *
 * @param kafka bootstrap servers
 * @param topic where the events are
 * @param partitions of the topic, should it have to be made
 * @param startDeadline for finding or making the topic
 * @param group the consumer group among whose members Kafka divides the partitions
 * @param batch records in one transaction, at most
 * @param sessionTimeout how long a member may be silent before its partitions are given to others
 * @param dedupeWindow how old a notice may be: as long as notices are remembered
 */
public record AggregatorOptions(
    String kafka,
    String topic,
    int partitions,
    Duration startDeadline,
    String group,
    int batch,
    Duration sessionTimeout,
    Duration dedupeWindow) {

  public static final Setting<String> GROUP =
      Setting.matching(
          "stats.group",
          Pattern.compile("[A-Za-z0-9._-]{1,128}"),
          "1..128 letters, digits, dots, dashes or underscores",
          "laminar-stats",
          "the consumer group of all aggregators; Kafka divides the partitions among them");
  public static final Setting<Integer> BATCH =
      Setting.integer(
          "stats.batch", 1, 50_000, "records", 5_000, "records in one transaction, at most");
  public static final Setting<Duration> SESSION_TIMEOUT =
      Setting.duration(
          "stats.session-timeout",
          "6s",
          "5m",
          "10s",
          "how long an aggregator may be silent before Kafka gives its partitions to others");

  public static final List<Setting<?>> SETTINGS = List.of(GROUP, BATCH, SESSION_TIMEOUT);

  public AggregatorOptions {
    Objects.requireNonNull(kafka, "kafka");
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(group, "group");
  }

  public static AggregatorOptions from(Configuration configuration) {
    return new AggregatorOptions(
        Addresses.from(configuration).kafka(),
        configuration.get(EventQueueOptions.TOPIC),
        configuration.get(EventQueueOptions.PARTITIONS),
        configuration.get(EventQueueOptions.START_DEADLINE),
        configuration.get(GROUP),
        configuration.get(BATCH),
        configuration.get(SESSION_TIMEOUT),
        configuration.get(RetentionOptions.NOTICES));
  }
}
