package io.laminar.deploy.demo;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.util.List;

/**
 * How large the demonstration is.
 *
 * @param profiles users that have a profile
 * @param writesPerSecond updates of profiles a second, all the time
 */
public record DemoOptions(int profiles, int writesPerSecond) {

  public static final Setting<Integer> PROFILES =
      Setting.integer(
          "demo.profiles", 1_000, 5_000_000, "profiles", 100_000, "profiles that are moved");
  public static final Setting<Integer> WRITES =
      Setting.integer(
          "demo.writes",
          100,
          100_000,
          "updates/s",
          500,
          "updates of profiles a second while they are moved");

  public static final List<Setting<?>> SETTINGS = List.of(PROFILES, WRITES);

  public static DemoOptions from(Configuration configuration) {
    return new DemoOptions(configuration.get(PROFILES), configuration.get(WRITES));
  }
}
