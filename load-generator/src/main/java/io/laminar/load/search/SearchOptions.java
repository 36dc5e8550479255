package io.laminar.load.search;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of a search. */
public final class SearchOptions {

  public static final Setting<Double> START =
      Setting.decimal("load.find-start", 1, 1_000_000, "requests/s", 1_000, "the first rate tried");
  public static final Setting<Double> LIMIT =
      Setting.decimal(
          "load.find-limit", 1, 1_000_000, "requests/s", 1_000_000, "no rate above is tried");
  public static final Setting<Double> TOLERANCE =
      Setting.decimal(
          "load.find-tolerance",
          0.005,
          0.5,
          "",
          0.05,
          "how near the highest rate that holds and the lowest that does not have to come");
  public static final Setting<Duration> PROBE =
      Setting.duration("load.find-probe", "500ms", "1h", "10s", "how long a rate is tried");
  public static final Setting<Duration> VERIFY =
      Setting.duration("load.find-verify", "500ms", "1d", "60s", "how long the winner is tried");
  public static final Setting<Duration> DRAIN =
      Setting.duration(
          "load.find-drain", "0ms", "10m", "2s", "pause after each trial, for queues to drain");

  public static final List<Setting<?>> SETTINGS =
      List.of(START, LIMIT, TOLERANCE, PROBE, VERIFY, DRAIN);

  public static final List<Configuration.Rule> RULES =
      List.of(
          given ->
              given.get(LIMIT) >= given.get(START)
                  ? Optional.empty()
                  : Optional.of(
                      LIMIT
                          + " must be at least "
                          + START
                          + " ("
                          + given.get(START)
                          + "), was "
                          + given.get(LIMIT)));

  private SearchOptions() {}

  public static RateSearch.Plan from(Configuration given) {
    return new RateSearch.Plan(
        given.get(START),
        given.get(LIMIT),
        given.get(TOLERANCE),
        given.get(PROBE),
        given.get(VERIFY),
        given.get(DRAIN));
  }
}
