package io.laminar.stats.retention;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.time.Duration;
import java.util.List;

/**
 * How long what is kept.
 *
 * @param interval between two rounds
 * @param hours how long totals are kept by the hour; after it they are kept by the day
 * @param days how long totals are kept by the day; after it they are kept by the month, for good
 * @param notices how long a notice is remembered, and so known if it comes again; whole days
 * @param deadLetters how long what could not be counted is kept
 */
public record RetentionOptions(
    Duration interval, Duration hours, Duration days, Duration notices, Duration deadLetters) {

  public static final Setting<Duration> INTERVAL =
      Setting.duration(
          "stats.retention-interval",
          "100ms",
          "1d",
          "10m",
          "how often old statistics are folded together and partitions are made and dropped");
  public static final Setting<Duration> HOURS =
      Setting.duration(
          "stats.keep-hours",
          "1d",
          "3650d",
          "14d",
          "how long totals are kept by the hour; after it they are kept by the day");
  public static final Setting<Duration> DAYS =
      Setting.duration(
          "stats.keep-days",
          "32d",
          "36500d",
          "400d",
          "how long totals are kept by the day; after it they are kept by the month, for good");
  public static final Setting<Duration> NOTICES =
      Setting.duration(
          "stats.dedupe-window",
          "1d",
          "365d",
          "7d",
          "how long a notice is remembered, whole days: one that comes again within it counts once,"
              + " one that is older when it comes is kept apart");
  public static final Setting<Duration> DEAD_LETTERS =
      Setting.duration(
          "stats.keep-dead-letters",
          "1h",
          "3650d",
          "30d",
          "how long records that could not be counted are kept to be looked at");

  public static final List<Setting<?>> SETTINGS =
      List.of(INTERVAL, HOURS, DAYS, NOTICES, DEAD_LETTERS);

  public static RetentionOptions from(Configuration configuration) {
    return new RetentionOptions(
        configuration.get(INTERVAL),
        configuration.get(HOURS),
        configuration.get(DAYS),
        configuration.get(NOTICES),
        configuration.get(DEAD_LETTERS));
  }

  /** What holds where nobody says otherwise. */
  public static RetentionOptions defaults() {
    return from(Configuration.defaults(SETTINGS));
  }

  /** Days for which a notice is remembered; a part of a day counts as one. */
  public long noticeDays() {
    return ceilDays(notices);
  }

  static long ceilDays(Duration duration) {
    return -Math.floorDiv(-duration.toMillis(), Duration.ofDays(1).toMillis());
  }
}
