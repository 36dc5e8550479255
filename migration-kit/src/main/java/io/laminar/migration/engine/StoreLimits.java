package io.laminar.migration.engine;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.migration.weather.WeatherLimits;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Bounds that hold for every store.
 *
 * @param deadline for one operation
 * @param maxInFlight operations of one connection that may wait for an answer
 * @param tombstoneLife how long a delete is remembered
 * @param weather when a store counts as bad, and when it is no longer asked
 */
public record StoreLimits(
    Duration deadline, int maxInFlight, Duration tombstoneLife, WeatherLimits weather) {

  public static final Setting<Duration> DEADLINE =
      Setting.duration(
          "store.deadline", "1ms", "60s", "1s", "how long one operation of a store may take");
  public static final Setting<Integer> MAX_IN_FLIGHT =
      Setting.integer(
          "store.max-in-flight",
          16,
          100_000,
          "operations",
          8_192,
          "how many operations of one connection may wait for an answer; more are refused");
  public static final Setting<Duration> TOMBSTONE_LIFE =
      Setting.duration(
          "store.tombstone-life",
          "1m",
          "365d",
          "7d",
          "how long a delete is remembered; must be longer than any migration takes");

  public static final List<Setting<?>> SETTINGS =
      Stream.<Setting<?>>concat(
              Stream.of(DEADLINE, MAX_IN_FLIGHT, TOMBSTONE_LIFE), WeatherLimits.SETTINGS.stream())
          .toList();

  /** With the weather judged as it is where nobody says otherwise. */
  public StoreLimits(Duration deadline, int maxInFlight, Duration tombstoneLife) {
    this(deadline, maxInFlight, tombstoneLife, WeatherLimits.DEFAULTS);
  }

  public static StoreLimits from(Configuration configuration) {
    return new StoreLimits(
        configuration.get(DEADLINE),
        configuration.get(MAX_IN_FLIGHT),
        configuration.get(TOMBSTONE_LIFE),
        WeatherLimits.from(configuration));
  }
}
