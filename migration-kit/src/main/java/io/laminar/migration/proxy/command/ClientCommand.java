package io.laminar.migration.proxy.command;

import io.laminar.migration.proxy.resp.Reply;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** {@code CLIENT}: names and lists of connections. */
final class ClientCommand {

  private static final int MAX_NAME = 256;

  private ClientCommand() {}

  static List<Command> all() {
    return List.of(
        Command.saying("client", -2, "connection", "Tells of connections", ClientCommand::client));
  }

  private static Reply client(Call call) {
    return switch (call.keyword(1)) {
      case "ID" -> Reply.whole(exactly(call, 2).session().id());
      case "GETNAME" -> getName(exactly(call, 2));
      case "SETNAME" -> setName(exactly(call, 3));
      case "SETINFO" -> setInfo(exactly(call, 4));
      case "INFO" ->
          new Reply.Text(exactly(call, 2).session().line(call.here().keyspace().now()) + "\n");
      case "LIST" -> list(call);
      case "NO-EVICT", "NO-TOUCH" -> onOrOff(exactly(call, 3));
      default ->
          throw CommandException.error(
              "unknown subcommand '"
                  + call.text(1)
                  + "'. There are CLIENT ID, GETNAME, SETNAME, SETINFO, INFO, LIST, NO-EVICT and"
                  + " NO-TOUCH.");
    };
  }

  /** A name that fits into a line of {@code CLIENT LIST}. */
  static String legalName(String name) {
    if (name.length() > MAX_NAME || name.chars().anyMatch(c -> c < '!' || c > '~')) {
      throw CommandException.error(
          "Client names cannot contain spaces, newlines or special characters, and have at most "
              + MAX_NAME
              + " of them.");
    }
    return name;
  }

  private static Call exactly(Call call, int words) {
    if (call.size() != words) {
      throw CommandException.wrongNumber("client|" + call.text(1).toLowerCase(Locale.ROOT));
    }
    return call;
  }

  private static Reply getName(Call call) {
    String name = call.session().name();
    return name.isEmpty() ? Reply.NULL : Reply.bulk(name);
  }

  private static Reply setName(Call call) {
    call.session().name(legalName(call.text(2)));
    return Reply.OK;
  }

  private static Reply setInfo(Call call) {
    String value = legalName(call.text(3));
    switch (call.keyword(2)) {
      case "LIB-NAME" -> call.session().library(value);
      case "LIB-VER" -> call.session().libraryVersion(value);
      default -> throw CommandException.error("Unrecognized option '" + call.text(2) + "'");
    }
    return Reply.OK;
  }

  private static Reply list(Call call) {
    if (call.size() > 2) {
      throw CommandException.syntax();
    }
    long now = call.here().keyspace().now();
    return new Reply.Text(
        call.here().installation().clients().values().stream()
            .map(session -> session.line(now) + "\n")
            .collect(Collectors.joining()));
  }

  private static Reply onOrOff(Call call) {
    String word = call.keyword(2);
    if (!word.equals("ON") && !word.equals("OFF")) {
      throw CommandException.syntax();
    }
    return Reply.OK;
  }
}
