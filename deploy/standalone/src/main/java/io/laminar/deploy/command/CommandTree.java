package io.laminar.deploy.command;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.ConfigurationException;
import io.laminar.migration.config.Setting;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * All commands: finds the one that was asked for, reads its configuration, runs it and tells what
 * went wrong, in lines for people.
 */
public final class CommandTree {

  private static final Logger LOG = LoggerFactory.getLogger(CommandTree.class);
  private static final String CONFIG = "--config";
  private static final int WIDTH = 100;

  /**
   * @param environment all variables of the process
   * @param out for what was asked for
   * @param err for everything else
   * @param lifetime of the process, or of a test
   */
  public record Surroundings(
      Map<String, String> environment, PrintWriter out, PrintWriter err, Lifetime lifetime) {}

  private final List<Setting<?>> declared;
  private final List<Configuration.Rule> rules;
  private final CommandSpec root;

  /**
   * @param declared every setting of every feature, so that one file can serve all commands
   * @param rules between settings
   */
  public CommandTree(
      String version,
      List<String> description,
      List<Command> commands,
      List<Setting<?>> declared,
      List<Configuration.Rule> rules) {
    this.declared = List.copyOf(declared);
    this.rules = List.copyOf(rules);
    root = CommandSpec.create().name("laminar").version("laminar " + version);
    root.usageMessage().width(WIDTH).description(description.toArray(String[]::new));
    root.addOption(flag("shows this help", "-h", "--help").usageHelp(true).build());
    root.addOption(flag("shows the version", "-V", "--version").versionHelp(true).build());
    root.usageMessage()
        .footer(
            "",
            "laminar COMMAND --help shows the flags of a command.",
            "JAVA_OPTS=-Dlaminar.log-level=DEBUG in the environment shows more of what happens.");
    commands.forEach(command -> root.addSubcommand(command.name(), spec(command)));
  }

  /** Runs what the arguments ask for and closes what it opened; never throws. */
  public int run(Surroundings surroundings, String... arguments) {
    var line = new CommandLine(root);
    line.setOut(surroundings.out()).setErr(surroundings.err());
    try {
      ParseResult parsed = line.parseArgs(arguments);
      Integer help = CommandLine.executeHelpRequest(parsed);
      return help == null ? runParsed(surroundings, parsed) : help;
    } catch (ParameterException e) {
      return explainMisuse(surroundings, e);
    } finally {
      surroundings.lifetime().closeAll();
      surroundings.out().flush();
      surroundings.err().flush();
    }
  }

  /** The words that ask for commands. */
  public List<String> names() {
    return List.copyOf(root.subcommands().keySet());
  }

  private int runParsed(Surroundings surroundings, ParseResult all) {
    ParseResult parsed = all;
    while (parsed.hasSubcommand()) {
      refuseFlagsBefore(parsed);
      parsed = parsed.subcommand();
    }
    CommandSpec spec = parsed.commandSpec();
    if (!(spec.userObject() instanceof Command command) || !command.runsItself()) {
      spec.commandLine().usage(surroundings.err());
      return ExitCode.MISUSED;
    }
    try {
      var configuration = configuration(command, parsed, surroundings.environment());
      return command.run(
          new Invocation(
              configuration,
              parsed,
              surroundings.out(),
              surroundings.err(),
              surroundings.lifetime()));
    } catch (ConfigurationException e) {
      e.problems().forEach(problem -> tell(surroundings, problem));
      return ExitCode.MISUSED;
    } catch (Exception e) {
      return explainFailure(surroundings, command, e);
    }
  }

  /** They would not reach the command that runs. */
  private static void refuseFlagsBefore(ParseResult parsed) {
    if (!parsed.matchedOptions().isEmpty()) {
      ParseResult below = parsed.subcommand();
      throw new ParameterException(
          below.commandSpec().commandLine(),
          parsed.matchedOptions().get(0).longestName()
              + " must stand after "
              + below.commandSpec().name());
    }
  }

  private Configuration configuration(
      Command command, ParseResult parsed, Map<String, String> environment) {
    Optional<Path> file =
        Optional.ofNullable(parsed.matchedOptionValue(CONFIG, (String) null)).map(Path::of);
    return Configuration.load(
        declared, rules, file, environment, SettingFlags.texts(command.settings(), parsed));
  }

  private static CommandSpec spec(Command command) {
    var spec = CommandSpec.wrapWithoutInspection(command);
    spec.usageMessage()
        .width(WIDTH)
        .abbreviateSynopsis(true)
        .header(command.summary())
        .description(command.description().toArray(String[]::new))
        .sortOptions(false);
    spec.addOption(flag("shows this help", "-h", "--help").usageHelp(true).build());
    if (command.runsItself()) {
      spec.addOption(
          OptionSpec.builder(CONFIG)
              .type(String.class)
              .paramLabel("FILE")
              .description(
                  "a YAML file with settings; LAMINAR_* in the environment is stronger,"
                      + " flags are strongest")
              .build());
      command.options().forEach(spec::addOption);
      SettingFlags.options(command.settings()).forEach(spec::addOption);
      command.parameters().forEach(spec::addPositional);
    }
    command.commands().forEach(below -> spec.addSubcommand(below.name(), spec(below)));
    return spec;
  }

  private static OptionSpec.Builder flag(String description, String... names) {
    String first = names[0];
    return OptionSpec.builder(first, Arrays.copyOfRange(names, 1, names.length))
        .type(boolean.class)
        .description(description);
  }

  private static int explainMisuse(Surroundings surroundings, ParameterException misuse) {
    CommandSpec spec = misuse.getCommandLine().getCommandSpec();
    tell(surroundings, misuse.getMessage());
    if (!spec.subcommands().isEmpty()) {
      tell(surroundings, "commands: " + String.join(", ", spec.subcommands().keySet()));
    }
    List<String> meant = meant(misuse, spec);
    if (!meant.isEmpty()) {
      tell(surroundings, "did you mean " + String.join(" or ", meant) + "?");
    }
    surroundings.err().println(spec.qualifiedName() + " --help tells what there is");
    return ExitCode.MISUSED;
  }

  /** What the first word that is not understood may stand for: a flag or a command of this one. */
  private static List<String> meant(ParameterException misuse, CommandSpec spec) {
    if (!(misuse instanceof UnmatchedArgumentException unmatched)) {
      return List.of();
    }
    String typed = unmatched.getUnmatched().get(0);
    return Nearest.to(
        typed,
        typed.startsWith("-")
            ? spec.options().stream().map(OptionSpec::longestName).toList()
            : spec.subcommands().keySet());
  }

  private static int explainFailure(Surroundings surroundings, Command command, Exception failure) {
    if (surroundings.lifetime().isStopRequested()) {
      LOG.debug("{} was stopped", command.name(), failure);
      tell(surroundings, command.name() + " was stopped before it was done");
      return ExitCode.FAILED;
    }
    LOG.debug("{} failed", command.name(), failure);
    StringBuilder text = new StringBuilder(message(failure));
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (text.indexOf(message(cause)) < 0) {
        text.append(": ").append(message(cause));
      }
    }
    tell(surroundings, command.name() + " failed: " + text);
    return ExitCode.FAILED;
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }

  private static void tell(Surroundings surroundings, String lines) {
    Secrets.masked(lines).lines().forEach(line -> surroundings.err().println("laminar: " + line));
  }
}
