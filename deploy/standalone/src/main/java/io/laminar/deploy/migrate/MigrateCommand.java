package io.laminar.deploy.migrate;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Invocation;
import io.laminar.migration.config.ConfigurationException;
import io.laminar.migration.config.Setting;
import io.laminar.migration.control.MigrationOptions;
import io.laminar.migration.ladder.LadderOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/** Steers the migration of a running bidder. */
public final class MigrateCommand implements Command {

  private static final long LOOK_MILLIS = 500;

  @Override
  public String name() {
    return "migrate";
  }

  @Override
  public String summary() {
    return "Steers the live migration of a running bidder's profile store";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Steps: S0 old alone, S1 shadow writes, S2 backfill, S3 shadow reads, S4 strict and S5"
            + " strict with reads from new, S6 authority new, S7 new alone and copied back, S8"
            + " done.",
        "");
  }

  @Override
  public List<Command> commands() {
    return List.of(
        new Steer(
            "status",
            "Tells where it stands, why it waits and which command goes on",
            List.of(flag("--json", "prints JSON instead")),
            MigrateCommand::status),
        new Steer(
            "walk",
            "Walks to a step, up or down, through all steps between",
            List.of(
                value("--to", "STEP", "S0 to S7"),
                flag("--no-wait", "returns at once instead of showing the way")),
            MigrateCommand::walk),
        new Steer(
            "pause",
            "Holds the walk and its jobs without losing their place",
            List.of(),
            call -> shortly(call, "pause", new JsonObject())),
        new Steer(
            "resume",
            "Lets a paused walk go on",
            List.of(),
            call -> shortly(call, "resume", new JsonObject())),
        new Steer(
            "throttle",
            "Changes the rate of copying and comparing",
            List.of(value("--rate", "N", "entries a second; 0 is unlimited")),
            call -> shortly(call, "throttle", new JsonObject().put("perSecond", rate(call)))),
        new Steer(
            "verify",
            "Compares both stores and tells what differs",
            List.of(flag("--repair", "mends what differs, from the store that is read")),
            MigrateCommand::verify),
        new Steer(
            "log",
            "Prints what was published and by whom, and proves that nothing of it was touched",
            List.of(
                optional("--from", "N", "the first number printed"),
                flag("--json", "prints JSON instead")),
            MigrateCommand::log),
        new Steer(
            "forget",
            "Strikes a member off whose process is gone, so that the others can go on",
            List.of(value("--member", "NAME", "its name, as status shows it")),
            call -> shortly(call, "forget", new JsonObject().put("member", call.text("--member")))),
        new Steer(
            "complete",
            "Gives the old store up and removes its entries; cannot be undone",
            List.of(value("--confirm", "NAME", "the migration's name")),
            call ->
                shortly(
                    call, "complete", new JsonObject().put("confirm", call.text("--confirm")))));
  }

  @Override
  public int run(Invocation invocation) {
    throw new IllegalStateException("only the commands below are run");
  }

  /** A call of one of the commands below. */
  private record Call(Invocation invocation, AdminClient admin) {

    String text(String flag) {
      String text = invocation.flags().matchedOptionValue(flag, (String) null);
      if (text == null) {
        throw new ConfigurationException(List.of(flag + " is missing"));
      }
      return text;
    }

    void print(String line) {
      invocation.out().println(line);
    }
  }

  private interface Action {
    int run(Call call) throws InterruptedException;
  }

  private record Steer(String name, String summary, List<OptionSpec> options, Action action)
      implements Command {

    @Override
    public List<Setting<?>> settings() {
      return List.of(MigrationOptions.ADMIN_HOST, MigrationOptions.ADMIN_PORT, LadderOptions.NAME);
    }

    @Override
    public int run(Invocation invocation) throws InterruptedException {
      var configuration = invocation.configuration();
      return action.run(
          new Call(
              invocation,
              new AdminClient(
                  configuration.get(MigrationOptions.ADMIN_HOST),
                  configuration.get(MigrationOptions.ADMIN_PORT),
                  configuration.get(LadderOptions.NAME))));
    }
  }

  private static int status(Call call) throws InterruptedException {
    JsonObject status = call.admin().status();
    call.print(call.invocation().has("--json") ? status.encodePrettily() : StatusText.of(status));
    return ExitCode.FINE;
  }

  private static int walk(Call call) throws InterruptedException {
    String to = call.text("--to");
    JsonObject status = call.admin().command("walk", new JsonObject().put("to", to));
    String last = "";
    while (!call.invocation().has("--no-wait") && isUnderWay(status)) {
      String line = StatusText.line(status);
      if (!line.equals(last)) {
        call.print(line);
      }
      last = line;
      Thread.sleep(LOOK_MILLIS); // between two looks at another process
      status = call.admin().status();
    }
    call.print(StatusText.of(status));
    return status.getString("failure").isEmpty() ? ExitCode.FINE : ExitCode.FAILED;
  }

  private static boolean isUnderWay(JsonObject status) {
    return !status.getString("step").equals(status.getString("goal"));
  }

  private static int verify(Call call) throws InterruptedException {
    JsonObject status =
        call.admin()
            .command("verify", new JsonObject().put("repair", call.invocation().has("--repair")));
    JsonObject report = status.getJsonObject("lastVerify");
    call.print(StatusText.verified(report));
    boolean fine = report.getBoolean("equal") || call.invocation().has("--repair");
    return fine ? ExitCode.FINE : ExitCode.FAILED;
  }

  private static int log(Call call) throws InterruptedException {
    JsonObject log = call.admin().log(from(call));
    call.print(call.invocation().has("--json") ? log.encodePrettily() : LogText.of(log));
    return log.getString("broken").isEmpty() ? ExitCode.FINE : ExitCode.FAILED;
  }

  private static long from(Call call) {
    String text = call.invocation().flags().matchedOptionValue("--from", "1");
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new ConfigurationException(
          List.of("--from must be the number of a publication, was \"" + text + "\""));
    }
  }

  private static int shortly(Call call, String command, JsonObject body)
      throws InterruptedException {
    call.print(StatusText.of(call.admin().command(command, body)));
    return ExitCode.FINE;
  }

  private static int rate(Call call) {
    String text = call.text("--rate");
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ConfigurationException(
          List.of("--rate must be a whole number of entries a second, was \"" + text + "\""));
    }
  }

  private static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).description(description).build();
  }

  private static OptionSpec optional(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  private static OptionSpec value(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .paramLabel(label)
        .required(true)
        .description(description)
        .build();
  }
}
