package io.laminar.stats.days;

import io.laminar.migration.codec.Format;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.stats.address.Addresses;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where the totals of days are.
 *
 * @param first the store of all days before the first cut
 * @param other the store that a plan may give days to
 * @param plan which store holds which day
 * @param interval between two feedings
 */
public record DaysOptions(
    StoreAddress first,
    Optional<StoreAddress> other,
    DayPlan plan,
    StoreLimits limits,
    Duration interval) {

  public static final Setting<String> FIRST =
      Setting.text(
          "stats.days-first", "", "address of the store of days' totals; empty = the PostgreSQL");
  public static final Setting<String> OTHER =
      Setting.text(
          "stats.days-other",
          "",
          "address of a second store, which stats.days-plan may give days to; empty = none");
  public static final Setting<String> PLAN =
      Setting.text(
          "stats.days-plan",
          "",
          "which store holds which day, by the date in the key, such as"
              + " 2026-11-24=other,2026-11-27=first; days of which totals are written cannot be"
              + " moved any more");
  public static final Setting<Duration> INTERVAL =
      Setting.duration(
          "stats.days-interval",
          "20ms",
          "10m",
          "1s",
          "how often the totals of days are brought up to date");

  public static final List<Setting<?>> SETTINGS = List.of(FIRST, OTHER, PLAN, INTERVAL);

  private static final String NAMESPACE = "laminar_days";

  public DaysOptions {
    if (plan.needsOther() && other.isEmpty()) {
      throw new IllegalArgumentException(
          PLAN.key() + " gives days to the other store, but " + OTHER.key() + " is empty");
    }
  }

  /**
   * Reads the options; needs {@link StoreLimits#SETTINGS} too.
   *
   * @throws IllegalArgumentException if an address or the plan is wrong
   */
  public static DaysOptions from(Configuration configuration) {
    String given = configuration.get(FIRST);
    String first = given.isEmpty() ? Addresses.from(configuration).postgres() : given;
    String other = configuration.get(OTHER);
    return new DaysOptions(
        address(FIRST, first),
        other.isEmpty() ? Optional.empty() : Optional.of(address(OTHER, other)),
        plan(configuration.get(PLAN)),
        StoreLimits.from(configuration),
        configuration.get(INTERVAL));
  }

  /** Reports what is wrong together with all other problems. */
  public static Optional<String> problem(Configuration configuration) {
    try {
      from(configuration);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Where these totals are on a server. */
  public static StoreAddress on(String uri) {
    return new StoreAddress(uri, NAMESPACE, Format.ENVELOPE);
  }

  private static StoreAddress address(Setting<String> setting, String uri) {
    try {
      return on(uri);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(setting.key() + ": " + e.getMessage(), e);
    }
  }

  private static DayPlan plan(String text) {
    try {
      return DayPlan.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(PLAN.key() + ": " + e.getMessage(), e);
    }
  }
}
