package io.laminar.deploy.simulate;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Invocation;
import io.laminar.migration.config.ConfigurationException;
import io.laminar.migration.simulation.Simulation;
import io.laminar.migration.simulation.Simulation.Kill;
import io.laminar.migration.simulation.Simulation.Outcome;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.OptionSpec;

/** Simulates migrations, one for each seed, until one breaks a promise. */
public final class SimulateCommand implements Command {

  private static final String SEEDS = "--seeds";
  private static final String FROM = "--from";
  private static final String MUTANTS = "--mutants";
  private static final long DEFAULT_SEEDS = 1_000;

  @Override
  public String name() {
    return "simulate";
  }

  @Override
  public String summary() {
    return "Simulates migrations with failing servers, lost messages and killed processes, by seed";
  }

  @Override
  public List<String> description() {
    return List.of(
        "The real fleet, router, ladder, copier, verifier and journal on simulated stores, clocks"
            + " and networks. A seed gives one run, always the same. The first run that breaks a"
            + " promise is told as a history, and ends it with 1.",
        "With "
            + MUTANTS
            + " the kit is made wrong in known ways, one after another: each must be caught.",
        "");
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        number(SEEDS, "how many seeds (default: " + DEFAULT_SEEDS + ")"),
        number(FROM, "the first seed (default: 1)"),
        OptionSpec.builder(MUTANTS)
            .type(boolean.class)
            .description("shows which check catches each known-wrong variant")
            .build());
  }

  private static OptionSpec number(String flag, String meaning) {
    return OptionSpec.builder(flag)
        .type(long.class)
        .paramLabel("NUMBER")
        .description(meaning)
        .build();
  }

  @Override
  public int run(Invocation invocation) {
    mute();
    if (invocation.has(MUTANTS)) {
      return kill(invocation);
    }
    long seeds = invocation.flags().matchedOptionValue(SEEDS, DEFAULT_SEEDS);
    long from = invocation.flags().matchedOptionValue(FROM, 1L);
    if (seeds < 1 || from < 0) {
      throw new ConfigurationException(
          List.of(SEEDS + " must be 1 or more and " + FROM + " 0 or more"));
    }
    var progress = new Progress(invocation.err(), from, seeds);
    Outcome outcome =
        Simulation.run(
            from,
            () -> !progress.isDone() && !invocation.lifetime().isStopRequested(),
            seed -> progress.ran());
    outcome.wrong().forEach(invocation.out()::println);
    if (!outcome.wrong().isEmpty()) {
      long seed = from + outcome.runs() - 1;
      invocation.out().println("again: ./laminar simulate --seeds 1 --from " + seed);
      return ExitCode.FAILED;
    }
    invocation
        .out()
        .println(
            outcome.runs()
                + " simulated migrations, seeds "
                + from
                + " to "
                + (from + outcome.runs() - 1)
                + ": every promise was kept");
    return outcome.runs() == seeds ? ExitCode.FINE : ExitCode.FAILED;
  }

  /** What simulated migrations log would be read as if it were real. */
  static void mute() {
    if (LoggerFactory.getLogger("io.laminar.migration") instanceof Logger migrations) {
      migrations.setLevel(Level.OFF);
    }
  }

  private static int kill(Invocation invocation) {
    PrintWriter out = invocation.out();
    out.println(
        String.format("%-26s %-76s %6s  %s", "variant", "what is wrong", "runs", "caught by"));
    boolean all = true;
    for (String mutant : Simulation.mutants()) {
      if (invocation.lifetime().isStopRequested()) {
        return ExitCode.FAILED;
      }
      Kill kill = Simulation.kill(mutant);
      boolean caught = !kill.caughtBy().isEmpty();
      all &= caught;
      out.println(
          String.format(
              "%-26s %-76s %6d  %s",
              kill.mutant(), kill.wrong(), kill.runs(), caught ? kill.caughtBy() : "NOTHING"));
      out.flush();
    }
    return all ? ExitCode.FINE : ExitCode.FAILED;
  }

  /** Counts seeds, and tells once a second how far it is. */
  private static final class Progress {
    private final PrintWriter err;
    private final long from;
    private final long seeds;
    private final long startedNanos = System.nanoTime();
    private long toldNanos = startedNanos;
    private long ran;

    Progress(PrintWriter err, long from, long seeds) {
      this.err = err;
      this.from = from;
      this.seeds = seeds;
    }

    boolean isDone() {
      return ran >= seeds;
    }

    void ran() {
      ran++;
      long now = System.nanoTime();
      if (now - toldNanos > TimeUnit.SECONDS.toNanos(1)) {
        toldNanos = now;
        double perSecond = ran * 1e9 / (now - startedNanos);
        err.println(
            String.format(
                Locale.ROOT,
                "seed %d, %d of %d, %.0f/s, %.0f s left",
                from + ran - 1,
                ran,
                seeds,
                perSecond,
                (seeds - ran) / perSecond));
        err.flush();
      }
    }
  }
}
