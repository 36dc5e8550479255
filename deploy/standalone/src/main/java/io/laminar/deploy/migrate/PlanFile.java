package io.laminar.deploy.migrate;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Invocation;
import io.laminar.migration.config.ConfigurationException;
import io.laminar.migration.plan.Explanation;
import io.laminar.migration.plan.Linter;
import io.laminar.migration.plan.Plan;
import io.laminar.migration.plan.PlanReader;
import io.laminar.migration.plan.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/** What can be said of a plan file without asking any process or store. */
record PlanFile(String name, String summary, Use use) implements Command {

  static final OptionSpec FILE =
      OptionSpec.builder("--file")
          .type(String.class)
          .paramLabel("FILE")
          .required(true)
          .description("the plan, YAML or JSON")
          .build();

  interface Use {
    int with(Plan plan, Invocation invocation);
  }

  static List<Command> all() {
    return List.of(
        new PlanFile("plan", "Checks a plan file and prints it in full", PlanFile::print),
        new PlanFile("lint", "Decides whether all its steps are safe side by side", PlanFile::lint),
        new PlanFile(
            "explain",
            "Tells its steps, what each may lose, its pause, its way back, and what is faked",
            PlanFile::explain));
  }

  /**
   * Reads a plan.
   *
   * @throws ConfigurationException with every problem found
   */
  static Plan read(Invocation invocation) {
    String file = invocation.flags().matchedOptionValue("--file", "");
    try {
      return PlanReader.read(Files.readString(Path.of(file)));
    } catch (IOException e) {
      throw new ConfigurationException(List.of("--file: cannot read " + file + ": " + e));
    }
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(FILE);
  }

  @Override
  public int run(Invocation invocation) {
    return use.with(read(invocation), invocation);
  }

  private static int print(Plan plan, Invocation invocation) {
    invocation.out().println(plan.toShownJson().encodePrettily());
    invocation.out().println("plan " + plan.hash());
    return ExitCode.FINE;
  }

  private static int explain(Plan plan, Invocation invocation) {
    invocation.out().println(Explanation.of(plan));
    return ExitCode.FINE;
  }

  private static int lint(Plan plan, Invocation invocation) {
    if (plan.strategy() == Strategy.SYNCHRONIZE) {
      invocation.out().println("sync " + plan.sync());
    }
    List<Linter.Violation> violations = Linter.lint(plan.steps());
    for (Linter.Violation violation : violations) {
      invocation.out().println((violation.waived() ? "waived: " : "") + violation);
      violation.history().forEach(event -> invocation.out().println("    " + event));
    }
    long broken = violations.stream().filter(violation -> !violation.waived()).count();
    invocation
        .out()
        .println(
            broken == 0
                ? "safe side by side: every step and its neighbours"
                    + (violations.isEmpty() ? "" : ", at the price that explain tells")
                : broken + " laws are broken");
    return Linter.isSafe(violations) ? ExitCode.FINE : ExitCode.FAILED;
  }
}
