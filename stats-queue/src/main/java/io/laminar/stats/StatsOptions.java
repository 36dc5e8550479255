package io.laminar.stats;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.aggregate.AggregatorOptions;
import io.laminar.stats.canary.CanaryOptions;
import io.laminar.stats.days.DaysOptions;
import io.laminar.stats.queue.EventQueueOptions;
import io.laminar.stats.retention.RetentionOptions;
import io.laminar.stats.server.ApiOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the statistics service needs to know.
 *
 * @param deadline for one transaction in PostgreSQL and for one command to Redis
 */
public record StatsOptions(
    Addresses addresses,
    AggregatorOptions aggregator,
    CanaryOptions canary,
    Duration deadline,
    RetentionOptions retention,
    DaysOptions days,
    ApiOptions api) {

  public static final Setting<Duration> DEADLINE =
      Setting.duration(
          "stats.deadline",
          "100ms",
          "60s",
          "5s",
          "how long one transaction of the aggregator may take before it is given up and tried"
              + " again");

  /**
   * All settings of the service itself; it also reads those of {@link EventQueueOptions} and {@link
   * Addresses}.
   */
  public static final List<Setting<?>> SETTINGS =
      Stream.of(
              AggregatorOptions.SETTINGS,
              List.<Setting<?>>of(DEADLINE),
              CanaryOptions.SETTINGS,
              ApiOptions.SETTINGS,
              RetentionOptions.SETTINGS,
              DaysOptions.SETTINGS,
              StoreLimits.SETTINGS)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  /** What must hold between settings. */
  public static final List<Configuration.Rule> RULES =
      List.of(
          StatsOptions::canaryOutlivesHeartbeats,
          StatsOptions::lagAllowsHeartbeats,
          StatsOptions::goneOutlastsTheCanary,
          DaysOptions::problem);

  private static final int HEARTBEATS_IN_A_LIFE = 2;

  public StatsOptions {
    Objects.requireNonNull(addresses, "addresses");
    Objects.requireNonNull(aggregator, "aggregator");
    Objects.requireNonNull(canary, "canary");
  }

  public static StatsOptions from(Configuration configuration) {
    return new StatsOptions(
        Addresses.from(configuration),
        AggregatorOptions.from(configuration),
        CanaryOptions.from(configuration),
        configuration.get(DEADLINE),
        RetentionOptions.from(configuration),
        DaysOptions.from(configuration),
        ApiOptions.from(configuration));
  }

  private static Optional<String> canaryOutlivesHeartbeats(Configuration configuration) {
    Duration ttl = configuration.get(CanaryOptions.TTL);
    Duration interval = configuration.get(EventQueueOptions.HEARTBEAT_INTERVAL);
    return ttl.compareTo(interval.multipliedBy(HEARTBEATS_IN_A_LIFE)) >= 0
        ? Optional.empty()
        : Optional.of(
            "canary.ttl ("
                + configuration.text(CanaryOptions.TTL)
                + ") must be at least twice queue.heartbeat-interval ("
                + configuration.text(EventQueueOptions.HEARTBEAT_INTERVAL)
                + "), else bidding stops between two heartbeats");
  }

  private static Optional<String> lagAllowsHeartbeats(Configuration configuration) {
    Duration lag = configuration.get(CanaryOptions.MAX_LAG);
    Duration interval = configuration.get(EventQueueOptions.HEARTBEAT_INTERVAL);
    return lag.compareTo(interval.multipliedBy(HEARTBEATS_IN_A_LIFE)) >= 0
        ? Optional.empty()
        : Optional.of(
            "canary.max-lag ("
                + configuration.text(CanaryOptions.MAX_LAG)
                + ") must be at least twice queue.heartbeat-interval ("
                + configuration.text(EventQueueOptions.HEARTBEAT_INTERVAL)
                + "), for a heartbeat stands until the next one has come through");
  }

  /** Else a bidder that is stuck would be given up before its silence has stopped anything. */
  private static Optional<String> goneOutlastsTheCanary(Configuration configuration) {
    Duration gone = configuration.get(CanaryOptions.GONE_AFTER);
    return gone.compareTo(configuration.get(CanaryOptions.TTL)) >= 0
        ? Optional.empty()
        : Optional.of(
            "canary.gone-after ("
                + configuration.text(CanaryOptions.GONE_AFTER)
                + ") must be at least canary.ttl ("
                + configuration.text(CanaryOptions.TTL)
                + "), for a bidder that is silent must be missed before it is forgotten");
  }
}
