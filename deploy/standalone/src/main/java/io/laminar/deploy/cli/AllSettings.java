package io.laminar.deploy.cli;

import io.laminar.deploy.servers.ServersOptions;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.stats.address.Addresses;
import java.util.List;

/** Every setting of every feature: what a file or the environment may hold. */
final class AllSettings {

  static final List<Setting<?>> DECLARED =
      join(List.of(Addresses.SETTINGS, StoreLimits.SETTINGS, ServersOptions.SETTINGS));

  static final List<Configuration.Rule> RULES = ServersOptions.RULES;

  private AllSettings() {}

  /** Lists of settings one after the other, each setting once. */
  static List<Setting<?>> join(List<List<Setting<?>>> features) {
    return features.stream().<Setting<?>>flatMap(List::stream).distinct().toList();
  }
}
