package io.laminar.deploy.command;

import io.laminar.migration.config.Configuration;
import java.io.PrintWriter;
import picocli.CommandLine.ParseResult;

/**
 * One call of a command.
 *
 * @param configuration every setting there is, read and checked
 * @param flags what was given beside settings
 * @param out for what was asked for
 * @param err for what a person should know
 * @param lifetime tells when to stop, and closes what was opened
 */
public record Invocation(
    Configuration configuration,
    ParseResult flags,
    PrintWriter out,
    PrintWriter err,
    Lifetime lifetime) {

  /** True if a flag without a value was given, such as {@code --json}. */
  public boolean has(String flag) {
    return flags.matchedOptionValue(flag, false);
  }
}
