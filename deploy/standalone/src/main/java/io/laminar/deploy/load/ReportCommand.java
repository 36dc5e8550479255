package io.laminar.deploy.load;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.CommandException;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Invocation;
import io.laminar.load.result.Comparison;
import io.laminar.load.result.Merge;
import io.laminar.load.result.ResultFolder;
import io.laminar.load.result.ResultFolder.Recorded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What can be done with the results of runs. */
public final class ReportCommand implements Command {

  @Override
  public String name() {
    return "report";
  }

  @Override
  public String summary() {
    return "Compares and merges what laminar load --out has written";
  }

  @Override
  public List<Command> commands() {
    return List.of(new Compare(), new MergeResults());
  }

  /** Never run itself. */
  @Override
  public int run(Invocation invocation) {
    return ExitCode.MISUSED;
  }

  private static PositionalParamSpec folders(String arity, String description) {
    return PositionalParamSpec.builder()
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity(arity)
        .paramLabel("FOLDER")
        .description(description)
        .build();
  }

  private static List<Path> folders(Invocation invocation) {
    List<String> none = List.of();
    return invocation.flags().matchedPositionalValue(0, none).stream().map(Path::of).toList();
  }

  private static Recorded read(Path folder) {
    try {
      return ResultFolder.read(folder);
    } catch (IOException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  /** Two runs side by side. */
  private static final class Compare implements Command {

    @Override
    public String name() {
      return "compare";
    }

    @Override
    public String summary() {
      return "Shows two results side by side";
    }

    @Override
    public List<PositionalParamSpec> parameters() {
      return List.of(folders("2", "the base, and what is held against it"));
    }

    @Override
    public int run(Invocation invocation) {
      List<Path> folders = folders(invocation);
      Recorded a = read(folders.get(0));
      Recorded b = read(folders.get(1));
      var comparison =
          new Comparison(
              folders.get(0).toString(), a.result(), folders.get(1).toString(), b.result());
      invocation.out().println(comparison);
      boolean valid = a.result().isValid() && b.result().isValid();
      return valid ? ExitCode.FINE : ExitCode.INVALID_RUN;
    }
  }

  /** Several processes that made one load. */
  private static final class MergeResults implements Command {

    @Override
    public String name() {
      return "merge";
    }

    @Override
    public String summary() {
      return "Adds up the results of several generator processes, exactly";
    }

    @Override
    public List<PositionalParamSpec> parameters() {
      return List.of(folders("2..*", "results of processes that ran together"));
    }

    @Override
    public List<OptionSpec> options() {
      return List.of(
          OptionSpec.builder(LoadCommand.OUT)
              .type(String.class)
              .required(true)
              .paramLabel("FOLDER")
              .description("where the result of all of them is written")
              .build());
    }

    @Override
    public int run(Invocation invocation) throws IOException {
      List<Recorded> all = new ArrayList<>();
      for (Path folder : folders(invocation)) {
        all.add(read(folder));
      }
      Recorded merged = Merge.of(all);
      Path out = Path.of(invocation.flags().<String>matchedOptionValue(LoadCommand.OUT, null));
      Results.write(out, all.size() + " generator processes together", merged);
      invocation.out().println(merged.result());
      invocation.err().println("written to " + out.resolve(Results.REPORT));
      return LoadCommand.exitCode(merged.result());
    }
  }
}
