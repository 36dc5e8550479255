package io.laminar.deploy.cli;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Futures;
import io.laminar.deploy.command.Invocation;
import io.laminar.deploy.command.Lifetime;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.migration.control.MigrationOptions;
import io.laminar.migration.control.MigrationService;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.fleet.FleetOptions;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.proxy.Backend;
import io.laminar.migration.proxy.ProxyOptions;
import io.laminar.migration.proxy.ProxyService;
import io.laminar.stats.address.Addresses;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Redis's protocol before one store, or before the two of a migration. */
final class ProxyCommand implements Command {

  @Override
  public String name() {
    return "proxy";
  }

  @Override
  public String summary() {
    return "Speaks Redis's protocol in front of any store, also while its data moves";
  }

  @Override
  public List<String> description() {
    return List.of(
        "With --proxy-store it stands before that one store; without, it is the member of a"
            + " migration between --migration-old and --migration-new, steered by laminar migrate."
            + " Which commands it honours is told in docs/proxy.md. Runs until it is stopped with"
            + " Ctrl-C or SIGTERM; what is under way is answered first.",
        "");
  }

  @Override
  public List<Setting<?>> settings() {
    return AllSettings.join(
        List.of(
            ProxyOptions.SETTINGS,
            Addresses.SETTINGS,
            StoreLimits.SETTINGS,
            MigrationOptions.SETTINGS,
            LadderOptions.SETTINGS,
            FleetOptions.SETTINGS));
  }

  @Override
  public int run(Invocation invocation) throws Exception {
    Configuration configuration = invocation.configuration();
    var options = ProxyOptions.from(configuration);
    Vertx vertx = Futures.open(invocation.lifetime());

    Optional<StoreAddress> store = ProxyOptions.store(configuration);
    ProxyService proxy =
        store.isPresent()
            ? before(vertx, options, store.get(), invocation)
            : inMigration(vertx, options, invocation);
    Duration patience = options.limits().drainTimeout().plus(Lifetime.CLOSE_PATIENCE);
    Futures.closeAtEnd(invocation.lifetime(), "proxy", patience, proxy::close);

    print(invocation, options, proxy);
    invocation.lifetime().awaitStop();
    return ExitCode.FINE;
  }

  private static ProxyService before(
      Vertx vertx, ProxyOptions options, StoreAddress store, Invocation invocation)
      throws Exception {
    var limits = StoreLimits.from(invocation.configuration());
    invocation.out().printf("%-8s  %s%n", "store", store);
    return Futures.await(ProxyService.start(vertx, options, Backend.of(store, limits)));
  }

  private static ProxyService inMigration(Vertx vertx, ProxyOptions options, Invocation invocation)
      throws Exception {
    Configuration configuration = invocation.configuration();
    var addresses = Addresses.from(configuration);
    var migrationOptions =
        MigrationOptions.from(configuration, addresses.redis(), addresses.postgres());
    var migration = Futures.await(MigrationService.start(vertx, migrationOptions));
    Futures.closeAtEnd(
        invocation.lifetime(), "migration", Lifetime.CLOSE_PATIENCE, migration::close);
    PrintWriter out = invocation.out();
    out.printf("%-8s  %s%n", "old", migrationOptions.from());
    out.printf("%-8s  %s%n", "new", migrationOptions.to());
    out.printf(
        "%-8s  http://%s:%d%n", "admin", migrationOptions.adminHost(), migration.adminPort());
    return Futures.await(ProxyService.start(vertx, options, migration.member()));
  }

  private static void print(Invocation invocation, ProxyOptions options, ProxyService proxy) {
    String scheme = options.tls().isPresent() ? "rediss" : "redis";
    PrintWriter out = invocation.out();
    out.printf("%-8s  %s://%s:%d%n", "clients", scheme, options.host(), proxy.port());
    out.printf("%-8s  http://%s:%d/metrics%n", "metrics", options.host(), proxy.metricsPort());
    if (options.isOpenToANetwork()) {
      invocation
          .err()
          .println(
              "warning: whoever reaches " + options.host() + " may use it; set proxy.password");
    }
    out.println("ready; Ctrl-C stops");
  }
}
