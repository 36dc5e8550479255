package io.laminar.migration.proxy.command;

import io.laminar.migration.proxy.keyspace.Deadline;
import io.laminar.migration.proxy.resp.Reply;
import io.laminar.migration.proxy.resp.Request;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All commands, and what becomes of a request. Immutable. */
public final class Commands {

  /** The version of Redis whose commands these are: clients choose what they send by it. */
  public static final String SPEAKS_LIKE = "7.0.0";

  private static final Reply.Failure NO_PASSWORD =
      new Reply.Failure("NOAUTH Authentication required.", Reply.Blame.CLIENT);

  private final Map<String, Command> commandByName = new TreeMap<>();

  public Commands() {
    Stream.of(
            StringCommands.all(),
            CounterCommands.all(),
            ExpiryCommands.all(),
            KeyCommands.all(),
            ConnectionCommands.all(),
            ClientCommand.all(),
            ServerCommands.all(),
            List.of(new CommandCommand(commandByName).command()))
        .flatMap(List::stream)
        .forEach(command -> commandByName.put(command.name().toUpperCase(Locale.ROOT), command));
  }

  /** The names that are honoured, in upper case. */
  public Set<String> names() {
    return commandByName.keySet();
  }

  /** True if a request sees more than its own keys, and must wait until those before it ended. */
  public boolean waitsForOthers(Request request) {
    return KeyCommands.SEES_ALL.contains(request.name());
  }

  /**
   * Carries a request out on the current event loop.
   *
   * @return never fails: what fails is told in the reply
   */
  public Future<Reply> run(Request request, Session session, Here here, Deadline deadline) {
    Command command = commandByName.get(request.name());
    if (session.isStranger() && !ConnectionCommands.FOR_STRANGERS.contains(request.name())) {
      return Future.succeededFuture(NO_PASSWORD);
    }
    if (command == null) {
      return Future.succeededFuture(Refusals.of(request));
    }
    session.lastCommand(command.name());
    if (!command.takes(request.size())) {
      return Future.succeededFuture(CommandException.wrongNumber(command.name()).failure());
    }
    return attempt(command, new Call(request, session, here, deadline));
  }

  private static Future<Reply> attempt(Command command, Call call) {
    try {
      return command
          .does()
          .with(call)
          .otherwise(failure -> Failures.explain(command.name(), failure));
    } catch (RuntimeException e) {
      return Future.succeededFuture(Failures.explain(command.name(), e));
    }
  }
}
