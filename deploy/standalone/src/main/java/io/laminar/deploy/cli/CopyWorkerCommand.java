package io.laminar.deploy.cli;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Futures;
import io.laminar.deploy.command.Invocation;
import io.laminar.deploy.command.Lifetime;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.ConfigurationException;
import io.laminar.migration.config.Setting;
import io.laminar.migration.control.MigrationOptions;
import io.laminar.migration.control.PlanStores;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.plan.Plan;
import io.laminar.migration.workers.CopyWorker;
import io.laminar.migration.workers.WorkerOptions;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.List;

/** One of several processes that carry out a migration's copy and its comparisons. */
final class CopyWorkerCommand implements Command {

  @Override
  public String name() {
    return "copy-worker";
  }

  @Override
  public String summary() {
    return "Copies and compares ranges of a migration that several processes share";
  }

  @Override
  public List<String> description() {
    return List.of(
        "The plan (--migration-plan) must say workers: {servers: ...}, the Kafka that hands ranges"
            + " out. Any number of workers may come and go; what one that is killed had in hand"
            + " goes on in another. Rate and pause are those of laminar migrate throttle and pause,"
            + " for all of them together. Runs until it is stopped with Ctrl-C or SIGTERM.",
        "");
  }

  @Override
  public List<Setting<?>> settings() {
    return AllSettings.join(
        List.of(
            List.<Setting<?>>of(MigrationOptions.PLAN),
            WorkerOptions.SETTINGS,
            StoreLimits.SETTINGS));
  }

  @Override
  public int run(Invocation invocation) throws Exception {
    Configuration configuration = invocation.configuration();
    Plan plan =
        MigrationOptions.plan(configuration)
            .filter(given -> given.workers().isPresent())
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        List.of(
                            MigrationOptions.PLAN.key()
                                + " must name a plan with workers: {servers: HOST:PORT}")));
    var options = WorkerOptions.from(configuration);
    Vertx vertx = Futures.open(invocation.lifetime());
    CopyWorker worker =
        Futures.await(
            CopyWorker.start(
                vertx, options, plan, PlanStores.of(plan, StoreLimits.from(configuration))));
    Futures.closeAtEnd(
        invocation.lifetime(), "copy-worker", Lifetime.CLOSE_PATIENCE, worker::close);

    PrintWriter out = invocation.out();
    out.printf("%-8s  %s%n", "old", plan.from());
    out.printf("%-8s  %s%n", "new", plan.to());
    out.printf(
        "%-8s  %s, topic %s%n",
        "ranges", plan.workers().get().servers(), plan.workers().get().topic());
    out.printf("%-8s  %s%n", "worker", options.name());
    out.println("ready; Ctrl-C stops");
    invocation.lifetime().awaitStop();
    return ExitCode.FINE;
  }
}
