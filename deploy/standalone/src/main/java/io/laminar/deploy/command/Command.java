package io.laminar.deploy.command;

import io.laminar.migration.config.Setting;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** One thing that can be asked for on the command line. */
public interface Command {

  /** The word that asks for it. */
  String name();

  /** One sentence for the list of commands. */
  String summary();

  /** More for the help of this command alone: what it starts, how it ends. */
  default List<String> description() {
    return List.of();
  }

  /** The settings it uses; each becomes a flag. The file and the environment may hold any other. */
  default List<Setting<?>> settings() {
    return List.of();
  }

  /** Flags that are no settings, since they concern this one call only, such as {@code --json}. */
  default List<OptionSpec> options() {
    return List.of();
  }

  /** What is given without a name, such as files. */
  default List<PositionalParamSpec> parameters() {
    return List.of();
  }

  /** Commands below this one. */
  default List<Command> commands() {
    return List.of();
  }

  /** Whether it is run if none of the commands below it is asked for. */
  default boolean runsItself() {
    return commands().isEmpty();
  }

  /**
   * Does it, on the main thread, which may wait.
   *
   * @return an exit code of {@link ExitCode}
   * @throws Exception anything, which is told in one line and ends the process with {@link
   *     ExitCode#FAILED}
   */
  int run(Invocation invocation) throws Exception;
}
