package io.laminar.deploy.cli;

import io.laminar.bidder.BidderOptions;
import io.laminar.bidder.BidderService;
import io.laminar.bidder.Migrating;
import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Futures;
import io.laminar.deploy.command.Invocation;
import io.laminar.deploy.command.Lifetime;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.migration.control.MigrationOptions;
import io.laminar.migration.control.MigrationService;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.fleet.FleetOptions;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.canary.CanaryKey;
import io.laminar.stats.queue.EventQueueOptions;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/** A bidder with its part in the migration of its profiles. */
final class BidderCommand implements Command {

  @Override
  public String name() {
    return "bidder";
  }

  @Override
  public String summary() {
    return "Answers bid requests and notices over HTTP";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Needs a Redis, a PostgreSQL and a Kafka, such as those of laminar servers, and bids only"
            + " while laminar stats keeps the canary alive. Runs until it is stopped with Ctrl-C or"
            + " SIGTERM; what is under way is answered first.",
        "");
  }

  @Override
  public List<Setting<?>> settings() {
    return AllSettings.join(
        List.of(
            BidderOptions.SETTINGS,
            Addresses.SETTINGS,
            List.of(CanaryKey.KEY),
            EventQueueOptions.SETTINGS,
            StoreLimits.SETTINGS,
            MigrationOptions.SETTINGS,
            LadderOptions.SETTINGS,
            FleetOptions.SETTINGS));
  }

  @Override
  public int run(Invocation invocation) throws Exception {
    Configuration configuration = invocation.configuration();
    var options = BidderOptions.from(configuration);
    Vertx vertx = Futures.open(invocation.lifetime());

    var migration = Futures.await(MigrationService.start(vertx, migrationOptions(configuration)));
    Futures.closeAtEnd(
        invocation.lifetime(), "migration", Lifetime.CLOSE_PATIENCE, migration::close);

    var bidder = Futures.await(BidderService.start(vertx, options, Migrating.of(migration)));
    Duration patience = options.server().drainTimeout().plus(Lifetime.CLOSE_PATIENCE);
    Futures.closeAtEnd(invocation.lifetime(), "bidder", patience, bidder::close);

    print(invocation.out(), options, bidder, configuration, migration);
    invocation.lifetime().awaitStop();
    return ExitCode.FINE;
  }

  private static MigrationOptions migrationOptions(Configuration configuration) {
    var addresses = Addresses.from(configuration);
    return MigrationOptions.from(configuration, addresses.redis(), addresses.postgres());
  }

  private static void print(
      PrintWriter out,
      BidderOptions options,
      BidderService bidder,
      Configuration configuration,
      MigrationService migration) {
    String base =
        options.server().tls().scheme() + "://" + options.server().host() + ":" + bidder.port();
    out.printf("%-8s  POST %s/openrtb2/bid%n", "bids", base);
    out.printf("%-8s  %s/health/ready%n", "health", base);
    out.printf("%-8s  %s/metrics%n", "metrics", base);
    if (bidder.adminPort() != 0) {
      out.printf(
          "%-8s  %s://%s:%d/admin/bidding%n",
          "operators", options.server().tls().scheme(), options.admin().host(), bidder.adminPort());
    }
    out.printf(
        "%-8s  http://%s:%d%n",
        "admin", configuration.get(MigrationOptions.ADMIN_HOST), migration.adminPort());
    out.println("ready; Ctrl-C stops");
  }
}
