package io.laminar.deploy.cli;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Futures;
import io.laminar.deploy.command.Invocation;
import io.laminar.deploy.command.Lifetime;
import io.laminar.migration.config.Setting;
import io.laminar.stats.StatsOptions;
import io.laminar.stats.StatsService;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.queue.EventQueueOptions;
import java.util.List;

/** The aggregator and the canary. */
final class StatsCommand implements Command {

  @Override
  public String name() {
    return "stats";
  }

  @Override
  public String summary() {
    return "Counts events from Kafka in PostgreSQL and keeps the canary alive";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Needs a Redis, a PostgreSQL and a Kafka, such as those of laminar servers, and answers"
            + " questions over HTTP: /stats, /stats/reconciliation, /stats/day, /stats/dead-letters"
            + " and /status. Runs until it is stopped with Ctrl-C or SIGTERM; the transaction under"
            + " way is ended first.",
        "");
  }

  @Override
  public List<Setting<?>> settings() {
    return AllSettings.join(
        List.of(Addresses.SETTINGS, StatsOptions.SETTINGS, EventQueueOptions.SETTINGS));
  }

  @Override
  public int run(Invocation invocation) throws Exception {
    var options = StatsOptions.from(invocation.configuration());
    var vertx = Futures.open(invocation.lifetime());

    var stats = Futures.await(StatsService.start(vertx, options));
    Futures.closeAtEnd(invocation.lifetime(), "stats", Lifetime.CLOSE_PATIENCE, stats::close);

    invocation.out().printf("counting from %s%n", options.addresses());
    invocation.out().printf("statistics  http://%s:%d/stats%n", options.api().host(), stats.port());
    invocation.out().println("ready; Ctrl-C stops");
    invocation.lifetime().awaitStop();
    return ExitCode.FINE;
  }
}
