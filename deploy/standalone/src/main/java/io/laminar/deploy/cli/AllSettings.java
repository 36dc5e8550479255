package io.laminar.deploy.cli;

import io.laminar.bidder.BidderOptions;
import io.laminar.deploy.demo.DemoOptions;
import io.laminar.deploy.load.LoadCommand;
import io.laminar.deploy.servers.ServersOptions;
import io.laminar.load.LoadOptions;
import io.laminar.load.capacity.CapacityOptions;
import io.laminar.load.search.SearchOptions;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.migration.control.MigrationOptions;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.fleet.FleetOptions;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.proxy.ProxyOptions;
import io.laminar.migration.weather.WeatherLimits;
import io.laminar.migration.workers.WorkerOptions;
import io.laminar.stats.StatsOptions;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.queue.EventQueueOptions;
import java.util.List;
import java.util.stream.Stream;

/** Every setting of every feature: what a file or the environment may hold. */
final class AllSettings {

  static final List<Setting<?>> DECLARED =
      join(
          List.of(
              Addresses.SETTINGS,
              ServersOptions.SETTINGS,
              BidderOptions.SETTINGS,
              EventQueueOptions.SETTINGS,
              StatsOptions.SETTINGS,
              StoreLimits.SETTINGS,
              MigrationOptions.SETTINGS,
              LadderOptions.SETTINGS,
              FleetOptions.SETTINGS,
              WorkerOptions.SETTINGS,
              ProxyOptions.SETTINGS,
              DemoOptions.SETTINGS,
              LoadCommand.SETTINGS,
              SearchOptions.SETTINGS,
              CapacityOptions.SETTINGS));

  static final List<Configuration.Rule> RULES =
      Stream.of(
              ServersOptions.RULES,
              EventQueueOptions.RULES,
              BidderOptions.RULES,
              StatsOptions.RULES,
              BidderOptions.RULES,
              List.of(
                  WeatherLimits.THRESHOLDS_ARE_APART,
                  LadderOptions.QUIET_OUTLASTS_WRITES,
                  MigrationOptions.addressesFit(Addresses.REDIS, Addresses.POSTGRES)),
              MigrationOptions.RULES,
              ProxyOptions.RULES,
              LoadOptions.RULES,
              SearchOptions.RULES,
              CapacityOptions.RULES)
          .flatMap(List::stream)
          .toList();

  private AllSettings() {}

  /** Lists of settings one after the other, each setting once. */
  static List<Setting<?>> join(List<List<Setting<?>>> features) {
    return features.stream().<Setting<?>>flatMap(List::stream).distinct().toList();
  }
}
