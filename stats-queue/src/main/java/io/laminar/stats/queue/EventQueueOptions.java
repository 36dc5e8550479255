package io.laminar.stats.queue;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.spill.SpillOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How events get into Kafka.
 *
 * @param kafka bootstrap servers
 * @param topic made on start if it is not there
 * @param partitions of a new topic
 * @param buffer events that Kafka has not acknowledged yet; more are refused
 * @param flushInterval between two tellings of the sums
 * @param heartbeatInterval between two heartbeats
 * @param deadline for one event, and for what is left on closing
 * @param startDeadline for finding or making the topic
 * @param sender what this process is called in events
 * @param spill where notices are kept while Kafka is away
 */
public record EventQueueOptions(
    String kafka,
    String topic,
    int partitions,
    int buffer,
    Duration flushInterval,
    Duration heartbeatInterval,
    Duration deadline,
    Duration startDeadline,
    String sender,
    SpillOptions spill) {

  private static final String AUTO = "auto";

  public static final Setting<String> TOPIC =
      Setting.matching(
          "queue.topic",
          Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}"),
          "1..200 letters, digits, dots, dashes or underscores, no dot first",
          "laminar-events",
          "the Kafka topic of all events; made on start if it is not there");
  public static final Setting<Integer> PARTITIONS =
      Setting.integer(
          "queue.partitions",
          1,
          1_000,
          "partitions",
          4,
          "partitions of a new topic; a topic that is there keeps its own");
  public static final Setting<Integer> BUFFER =
      Setting.integer(
          "queue.buffer",
          16,
          1_000_000,
          "events",
          16_384,
          "events that Kafka has not acknowledged yet; more are refused at once");
  public static final Setting<Duration> FLUSH_INTERVAL =
      Setting.duration(
          "queue.flush-interval", "10ms", "60s", "1s", "how often each event loop sends its sums");
  public static final Setting<Duration> HEARTBEAT_INTERVAL =
      Setting.duration(
          "queue.heartbeat-interval",
          "10ms",
          "60s",
          "1s",
          "how often a heartbeat is sent to each partition");
  public static final Setting<Duration> DEADLINE =
      Setting.duration(
          "queue.deadline",
          "50ms",
          "60s",
          "2s",
          "how long a notice may wait for Kafka or the disk before it counts as failed");
  public static final Setting<Duration> START_DEADLINE =
      Setting.duration(
          "queue.start-deadline",
          "100ms",
          "5m",
          "15s",
          "how long finding or making the topic may take on start");
  public static final Setting<String> SENDER =
      Setting.matching(
          "queue.sender",
          Pattern.compile("[A-Za-z0-9._-]{1,64}"),
          "1..64 letters, digits, dots, dashes or underscores",
          AUTO,
          "what this process is called in its events; auto makes up a name that no other has");

  public static final List<Setting<?>> SETTINGS =
      Stream.concat(
              Stream.<Setting<?>>of(
                  TOPIC,
                  PARTITIONS,
                  BUFFER,
                  FLUSH_INTERVAL,
                  HEARTBEAT_INTERVAL,
                  DEADLINE,
                  START_DEADLINE,
                  SENDER),
              SpillOptions.SETTINGS.stream())
          .toList();

  /** What must hold between settings. */
  public static final List<Configuration.Rule> RULES = List.of(EventQueueOptions::spillsInTime);

  public EventQueueOptions {
    Objects.requireNonNull(kafka, "kafka");
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(sender, "sender");
    Objects.requireNonNull(spill, "spill");
  }

  public static EventQueueOptions from(Configuration configuration) {
    String sender = configuration.get(SENDER);
    String kafka = Addresses.from(configuration).kafka();
    String topic = configuration.get(TOPIC);
    return new EventQueueOptions(
        kafka,
        topic,
        configuration.get(PARTITIONS),
        configuration.get(BUFFER),
        configuration.get(FLUSH_INTERVAL),
        configuration.get(HEARTBEAT_INTERVAL),
        configuration.get(DEADLINE),
        configuration.get(START_DEADLINE),
        sender.equals(AUTO) ? madeUpSender() : sender,
        SpillOptions.from(configuration, kafka, topic));
  }

  private static Optional<String> spillsInTime(Configuration configuration) {
    return configuration.get(SpillOptions.AFTER).compareTo(configuration.get(DEADLINE)) < 0
        ? Optional.empty()
        : Optional.of(
            SpillOptions.AFTER.key()
                + " ("
                + configuration.text(SpillOptions.AFTER)
                + ") must be less than "
                + DEADLINE.key()
                + " ("
                + configuration.text(DEADLINE)
                + "), else notices fail before they are written to the disk");
  }

  private static String madeUpSender() {
    return ProcessHandle.current().pid()
        + "-"
        + Integer.toHexString(ThreadLocalRandom.current().nextInt());
  }
}
