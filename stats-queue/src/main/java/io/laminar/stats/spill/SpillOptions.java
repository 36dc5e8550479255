package io.laminar.stats.spill;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether and where notices are kept while Kafka is away.
 *
 * @param folder shared by the processes of one machine that send to one topic; empty: nothing is
 *     kept
 * @param limitBytes of all files of one process
 * @param after how long a notice waits for Kafka before it is kept
 */
public record SpillOptions(Optional<Path> folder, long limitBytes, Duration after) {

  private static final String AUTO = "auto";
  private static final String OFF = "off";
  private static final long MEGABYTE = 1 << 20;

  public static final Setting<String> FOLDER =
      Setting.text(
          "queue.spill",
          AUTO,
          "folder that keeps notices while Kafka is away; auto = laminar/spill and the names of"
              + " Kafka and topic under $XDG_STATE_HOME, or ~/.local/state; off = none");
  public static final Setting<Integer> LIMIT =
      Setting.integer(
          "queue.spill-limit",
          1,
          1_000_000,
          "MB",
          256,
          "how much one process may keep; what is more is refused, and the exchange told to come"
              + " again");
  public static final Setting<Duration> AFTER =
      Setting.duration(
          "queue.spill-after",
          "10ms",
          "30s",
          "500ms",
          "how long a notice waits for Kafka before it is written to the disk instead");

  public static final List<Setting<?>> SETTINGS = List.of(FOLDER, LIMIT, AFTER);

  public SpillOptions {
    Objects.requireNonNull(folder, "folder");
  }

  /** Keeps nothing. */
  public static SpillOptions off() {
    return new SpillOptions(Optional.empty(), MEGABYTE, Duration.ofMillis(500));
  }

  /**
   * Reads the options.
   *
   * @param kafka whose notices are kept
   * @param topic that they go to
   */
  public static SpillOptions from(Configuration configuration, String kafka, String topic) {
    String folder = configuration.get(FOLDER);
    return new SpillOptions(
        folder.equals(OFF)
            ? Optional.empty()
            : Optional.of(folder.equals(AUTO) ? usual(kafka, topic) : Path.of(folder)),
        configuration.get(LIMIT) * MEGABYTE,
        configuration.get(AFTER));
  }

  /** What was meant for one Kafka must not go to another. */
  private static Path usual(String kafka, String topic) {
    String state = System.getenv("XDG_STATE_HOME");
    Path home =
        state == null || state.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(state);
    String name = (kafka + "-" + topic).replaceAll("[^A-Za-z0-9._-]", "_");
    return home.resolve("laminar").resolve("spill").resolve(name);
  }
}
