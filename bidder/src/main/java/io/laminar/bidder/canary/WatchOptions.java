package io.laminar.bidder.canary;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.stats.canary.CanaryKey;
import java.time.Duration;
import java.util.List;

/**
 * Where and how often the canary is looked for.
 *
 * @param redis {@code redis://…}
 * @param key that holds the canary
 * @param checkInterval between two looks
 * @param bidder what this bidder's heartbeats are called; a canary that names others alone does not
 *     stand for it
 */
public record WatchOptions(String redis, String key, Duration checkInterval, String bidder) {

  public static final Setting<Duration> CHECK_INTERVAL =
      Setting.duration(
          "canary.check-interval",
          "10ms",
          "10s",
          "250ms",
          "how often the bidder looks for the canary; bids end at most so long after it");

  /** The watch's own settings; it also reads {@link CanaryKey#KEY}, which the writer declares. */
  public static final List<Setting<?>> SETTINGS = List.of(CHECK_INTERVAL);

  /**
   * The options of a configuration.
   *
   * @param redis where the canary is written
   * @param bidder what this bidder's heartbeats are called
   */
  public static WatchOptions from(Configuration configuration, String redis, String bidder) {
    return new WatchOptions(
        redis, configuration.get(CanaryKey.KEY), configuration.get(CHECK_INTERVAL), bidder);
  }
}
