package io.laminar.deploy.migrate;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Invocation;
import io.laminar.migration.config.BearerToken;
import io.laminar.migration.config.ConfigurationException;
import io.laminar.migration.config.Setting;
import io.laminar.migration.control.MigrationOptions;
import io.laminar.migration.ladder.LadderOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/** Steers the migration of a running bidder. */
public final class MigrateCommand implements Command {

  private static final long LOOK_MILLIS = 500;
  private static final OptionSpec DRY_RUN =
      flag("--dry-run", "prints the way and what must hold on it; does nothing");
  private static final OptionSpec NO_WAIT =
      flag("--no-wait", "returns at once instead of showing the way");

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
        "Without a plan file it is dual write: S0 old alone, S1 shadow writes, S2 backfill, S3"
            + " shadow reads, S4 strict and S5 strict with reads from new, S6 authority new, S7"
            + " new alone and copied back, S8 done. Other strategies have other steps: explain"
            + " tells.",
        "");
  }

  @Override
  public List<Command> commands() {
    return Stream.concat(PlanFile.all().stream(), steering().stream()).toList();
  }

  private static List<Command> steering() {
    return List.of(
        new Steer(
            "apply",
            "Walks to the top by a plan file, which the process must have been started with",
            List.of(PlanFile.FILE, DRY_RUN, NO_WAIT),
            call ->
                way(
                    call,
                    "apply",
                    new JsonObject().put("plan", PlanFile.read(call.invocation()).hash()))),
        new Steer(
            "ramp",
            "Takes some keys to a neighbouring step; the others stay",
            List.of(
                value("--to", "STEP", "the neighbour"),
                value("--per-mille", "N", "so many in a thousand keys, always the same first"),
                DRY_RUN,
                NO_WAIT),
            call ->
                way(
                    call,
                    "ramp",
                    new JsonObject()
                        .put("to", call.text("--to"))
                        .put("perMille", number(call, "--per-mille")))),
        new Steer(
            "reverse",
            "Walks back to the start",
            List.of(
                optional("--cut", "DATE", "in a timed rollover: from which date on"),
                DRY_RUN,
                NO_WAIT),
            MigrateCommand::reverse),
        new Steer(
            "abort",
            "Gives an attempt up, as long as the old store leads",
            List.of(
                flag("--without-new", "the new store is gone: asks nothing of it"),
                optional("--confirm", "NAME", "the migration's name; needed without the new store"),
                DRY_RUN,
                NO_WAIT),
            MigrateCommand::abort),
        new Steer(
            "repair",
            "Compares both stores and mends what differs, from the store that leads",
            List.of(DRY_RUN),
            call -> verify(call, true)),
        new Steer(
            "status",
            "Tells where it stands, why it waits and which command goes on",
            List.of(flag("--json", "prints JSON instead")),
            MigrateCommand::status),
        new Steer(
            "walk",
            "Walks to a step, up or down, through all steps between",
            List.of(value("--to", "STEP", "a step of the plan, such as S0"), DRY_RUN, NO_WAIT),
            call -> way(call, "walk", new JsonObject().put("to", call.text("--to")))),
        new Steer(
            "pause",
            "Holds the walk and its jobs without losing their place",
            List.of(DRY_RUN),
            call -> shortly(call, "pause", new JsonObject())),
        new Steer(
            "resume",
            "Lets a paused walk go on, and one that stepped back by itself",
            List.of(DRY_RUN),
            call -> shortly(call, "resume", new JsonObject())),
        new Steer(
            "throttle",
            "Changes the rate of copying and comparing, and when both give way to live traffic",
            List.of(
                optional("--rate", "N", "entries a second at most; 0 is unlimited"),
                optional(
                    "--live-p99",
                    "TIME",
                    "slow down while live look-ups and writes take longer; 0s: do not"),
                optional("--least-rate", "N", "entries a second however slow they are"),
                DRY_RUN),
            MigrateCommand::throttle),
        new Steer(
            "verify",
            "Compares both stores and tells what differs",
            List.of(flag("--repair", "mends what differs, from the store that is read"), DRY_RUN),
            call -> verify(call, call.invocation().has("--repair"))),
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
            List.of(value("--member", "NAME", "its name, as status shows it"), DRY_RUN),
            call -> shortly(call, "forget", new JsonObject().put("member", call.text("--member")))),
        new Steer(
            "complete",
            "Gives the old store up and removes its entries; cannot be undone",
            List.of(
                optional("--confirm", "NAME", "the migration's name; must be given to do it"),
                DRY_RUN),
            MigrateCommand::complete));
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

    boolean given(String flag) {
      return invocation.flags().matchedOptionValue(flag, (String) null) != null;
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
      return List.of(
          MigrationOptions.ADMIN_HOST,
          MigrationOptions.ADMIN_PORT,
          MigrationOptions.ADMIN_TOKEN,
          LadderOptions.NAME);
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
                  new BearerToken(configuration.get(MigrationOptions.ADMIN_TOKEN)),
                  configuration.get(LadderOptions.NAME))));
    }
  }

  private static int status(Call call) throws InterruptedException {
    JsonObject status = call.admin().status();
    call.print(call.invocation().has("--json") ? status.encodePrettily() : StatusText.of(status));
    return ExitCode.FINE;
  }

  private static int complete(Call call) throws InterruptedException {
    boolean named = call.given("--confirm") || !call.invocation().has("--dry-run");
    return shortly(
        call,
        "complete",
        named ? new JsonObject().put("confirm", call.text("--confirm")) : new JsonObject());
  }

  private static int throttle(Call call) throws InterruptedException {
    var body = new JsonObject();
    if (call.given("--rate")) {
      body.put("perSecond", number(call, "--rate"));
    }
    if (call.given("--live-p99")) {
      body.put("liveP99", call.text("--live-p99"));
    }
    if (call.given("--least-rate")) {
      body.put("leastRate", number(call, "--least-rate"));
    }
    if (body.isEmpty()) {
      throw new ConfigurationException(
          List.of("give --rate, --live-p99 or --least-rate; what is left out stays as it is"));
    }
    return shortly(call, "throttle", body);
  }

  private static int reverse(Call call) throws InterruptedException {
    String cut = call.invocation().flags().matchedOptionValue("--cut", "");
    return way(
        call, "reverse", cut.isEmpty() ? new JsonObject() : new JsonObject().put("cut", cut));
  }

  private static int abort(Call call) throws InterruptedException {
    var body = new JsonObject();
    if (call.invocation().has("--without-new")) {
      body.put("withoutNew", true);
      if (call.given("--confirm") || !call.invocation().has("--dry-run")) {
        body.put("confirm", call.text("--confirm"));
      }
    }
    return way(call, "abort", body);
  }

  /** Begins a walk and shows its way. */
  private static int way(Call call, String command, JsonObject body) throws InterruptedException {
    if (call.invocation().has("--dry-run")) {
      return dryRun(call, command, body);
    }
    JsonObject status = call.admin().command(command, body);
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

  /** Shows what would be done. */
  private static int dryRun(Call call, String command, JsonObject body)
      throws InterruptedException {
    JsonObject answer = call.admin().command(command, body.put("dryRun", true));
    answer.getJsonArray("way").forEach(step -> call.print(String.valueOf(step)));
    call.print("nothing was done");
    return ExitCode.FINE;
  }

  private static boolean isUnderWay(JsonObject status) {
    return status.getBoolean("busy");
  }

  private static int verify(Call call, boolean repair) throws InterruptedException {
    boolean dry = call.invocation().has("--dry-run");
    boolean mends = repair && !dry;
    var body = new JsonObject().put("repair", repair);
    JsonObject status = call.admin().command("verify", dry ? body.put("dryRun", true) : body);
    JsonObject report = status.getJsonObject("lastVerify");
    call.print(StatusText.verified(report));
    if (dry) {
      call.print("compared only, nothing was mended");
    }
    boolean fine = report.getBoolean("equal") || mends;
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
    if (call.invocation().has("--dry-run")) {
      return dryRun(call, command, body);
    }
    call.print(StatusText.of(call.admin().command(command, body)));
    return ExitCode.FINE;
  }

  private static int number(Call call, String flag) {
    String text = call.text(flag);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ConfigurationException(
          List.of(flag + " must be a whole number, was \"" + text + "\""));
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
