package io.laminar.deploy.bench;

import io.laminar.deploy.command.Invocation;
import io.laminar.migration.config.ConfigurationException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/** Flags that benchmarks share; they concern one call only and are therefore no settings. */
final class BenchFlags {

  static final String JSON = "--json";
  static final String OUT = "--out";

  /** Fewer say nothing about how far rounds lie apart. */
  static final Count ROUNDS =
      new Count("--rounds", 3, 1_000, 3, "how often everything is measured, in turns");

  /** A flag that is a whole number. */
  record Count(String flag, int min, int max, int otherwise, String meaning) {

    OptionSpec option() {
      return OptionSpec.builder(flag)
          .type(int.class)
          .paramLabel("COUNT")
          .defaultValue(Integer.toString(otherwise))
          .description(meaning + " (" + min + ".." + max + "; default: " + otherwise + ")")
          .build();
    }

    /**
     * What was given.
     *
     * @throws ConfigurationException if it is out of range
     */
    int of(Invocation invocation) {
      int given = invocation.flags().matchedOptionValue(flag, otherwise);
      if (given < min || given > max) {
        throw new ConfigurationException(
            List.of(flag + " must be " + min + ".." + max + ", was " + given));
      }
      return given;
    }
  }

  private BenchFlags() {}

  static OptionSpec json() {
    return OptionSpec.builder(JSON)
        .type(boolean.class)
        .description("prints the result as JSON, every round of it, not as a table")
        .build();
  }

  static OptionSpec out() {
    return OptionSpec.builder(OUT)
        .type(String.class)
        .paramLabel("FILE")
        .description("writes the same JSON to a file, too")
        .build();
  }

  /** Prints and writes a result as the flags ask for. */
  static void report(Invocation invocation, String text, JsonObject json) throws IOException {
    invocation.out().println(invocation.has(JSON) ? json.encodePrettily() : text);
    String file = invocation.flags().matchedOptionValue(OUT, (String) null);
    if (file != null) {
      Files.writeString(Path.of(file), json.encodePrettily() + System.lineSeparator());
      invocation.err().println("written to " + file);
    }
  }
}
