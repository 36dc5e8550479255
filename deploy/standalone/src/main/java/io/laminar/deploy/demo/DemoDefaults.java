package io.laminar.deploy.demo;

import io.laminar.bidder.lookup.LookupOptions;
import io.laminar.bidder.server.AnswerOptions;
import io.laminar.deploy.command.Overlay;
import io.laminar.load.LoadOptions;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.util.List;
import java.util.Map;

/**
 * The configuration of a demonstration: what was given, what the demonstration itself decides
 * (where the servers listen, whom the load is sent to), and defaults that suit a small machine on
 * which everything runs at once.
 */
final class DemoDefaults {

  private static final Map<Setting<?>, String> DEFAULTS =
      Map.of(
          LoadOptions.RATE, "1500",
          LoadOptions.RAMP, "8s", // while the JVM warms up
          LoadOptions.TIMEOUT, "5s",
          LoadOptions.TMAX, "250ms",
          AnswerOptions.SHED_LAG, "2s",
          LookupOptions.DEADLINE, "150ms",
          LookupOptions.CACHE_MEGABYTES, "0"); // each read shows which store it went to

  private DemoDefaults() {}

  /**
   * @param decided values that nobody may choose otherwise, by setting
   */
  static Configuration over(
      Configuration given,
      List<Setting<?>> declared,
      List<Configuration.Rule> rules,
      Map<Setting<?>, String> decided) {
    return Overlay.over(given, declared, rules, DEFAULTS, decided);
  }
}
