package io.laminar.stats.canary;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * When the canary is written.
 *
 * @param key in Redis
 * @param ttl how long it lives after it was written last
 * @param maxLag the oldest heartbeat that it may stand for
 * @param goneAfter a bidder that was not heard of for so long is not waited for any more
 */
public record CanaryOptions(String key, Duration ttl, Duration maxLag, Duration goneAfter) {

  public static final Setting<Duration> TTL =
      Setting.duration(
          "canary.ttl",
          "100ms",
          "10m",
          "5s",
          "how long the canary lives after the heartbeats came through; bidding stops that long"
              + " after one of them was missing");
  public static final Setting<Duration> MAX_LAG =
      Setting.duration(
          "canary.max-lag",
          "100ms",
          "1h",
          "10s",
          "how old a heartbeat may be when it comes through and still allow bidding; the clocks of"
              + " bidders and aggregator must agree much better than that");

  public static final Setting<Duration> GONE_AFTER =
      Setting.duration(
          "canary.gone-after",
          "200ms",
          "1h",
          "10s",
          "how long a bidder may be silent before the canary does without it; that bidder itself"
              + " does not bid on a canary that does not name it");

  public static final List<Setting<?>> SETTINGS = List.of(CanaryKey.KEY, TTL, MAX_LAG, GONE_AFTER);

  public CanaryOptions {
    Objects.requireNonNull(key, "key");
    if (ttl.toMillis() < 1) {
      throw new IllegalArgumentException("the canary's ttl must be 1 ms or more, was " + ttl);
    }
  }

  public static CanaryOptions from(Configuration configuration) {
    return new CanaryOptions(
        configuration.get(CanaryKey.KEY),
        configuration.get(TTL),
        configuration.get(MAX_LAG),
        configuration.get(GONE_AFTER));
  }
}
