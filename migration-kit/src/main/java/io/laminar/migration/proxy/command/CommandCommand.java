package io.laminar.migration.proxy.command;

import io.laminar.migration.proxy.resp.Reply;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code COMMAND}: which commands there are, for clients that ask. */
final class CommandCommand {

  private final Map<String, Command> commandByName;

  /**
   * @param commandByName by the name in upper case; may grow until the first question
   */
  CommandCommand(Map<String, Command> commandByName) {
    this.commandByName = commandByName;
  }

  Command command() {
    return new Command(
        "command",
        -1,
        List.of("loading", "stale"),
        Command.KeyWords.NONE,
        "server",
        "Tells which commands there are",
        call -> Future.succeededFuture(answer(call)));
  }

  private Reply answer(Call call) {
    if (call.size() == 1) {
      return infos(commandByName.values());
    }
    return switch (call.keyword(1)) {
      case "COUNT" -> Reply.whole(commandByName.size());
      case "LIST" ->
          new Reply.Many(
              commandByName.values().stream().map(each -> Reply.bulk(each.name())).toList());
      case "INFO" -> call.size() == 2 ? infos(commandByName.values()) : infosOfNamed(call);
      case "DOCS" -> docs(call);
      default ->
          throw CommandException.error(
              "unknown subcommand '"
                  + call.text(1)
                  + "'. There are COMMAND, COMMAND COUNT, LIST, INFO and DOCS.");
    };
  }

  private static Reply infos(Collection<Command> commands) {
    return new Reply.Many(commands.stream().map(CommandCommand::info).toList());
  }

  private Reply infosOfNamed(Call call) {
    List<Reply> infos = new ArrayList<>();
    for (int i = 2; i < call.size(); i++) {
      Command found = commandByName.get(call.keyword(i));
      infos.add(found == null ? Reply.NULL : info(found));
    }
    return new Reply.Many(infos);
  }

  private static Reply info(Command command) {
    List<Reply> flags = new ArrayList<>();
    command.flags().forEach(flag -> flags.add(new Reply.Simple(flag)));
    return new Reply.Many(
        List.of(
            Reply.bulk(command.name()),
            Reply.whole(command.arity()),
            new Reply.Many(flags),
            Reply.whole(command.keys().first()),
            Reply.whole(command.keys().last()),
            Reply.whole(command.keys().step())));
  }

  private Reply docs(Call call) {
    List<Reply> docs = new ArrayList<>();
    for (Command command : commandByName.values()) {
      if (call.size() == 2 || isNamed(call, command)) {
        docs.add(Reply.bulk(command.name()));
        docs.add(
            new Reply.Pairs(
                List.of(
                    Reply.bulk("summary"),
                    Reply.bulk(command.summary()),
                    Reply.bulk("group"),
                    Reply.bulk(command.group()))));
      }
    }
    return new Reply.Pairs(docs);
  }

  private static boolean isNamed(Call call, Command command) {
    for (int i = 2; i < call.size(); i++) {
      if (call.text(i).toLowerCase(Locale.ROOT).equals(command.name())) {
        return true;
      }
    }
    return false;
  }
}
