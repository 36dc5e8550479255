package io.laminar.migration.proxy.command;

import io.laminar.migration.proxy.resp.Numbers;
import io.laminar.migration.proxy.resp.Reply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** Who the client is and how it is spoken to. */
final class ConnectionCommands {

  /** What may be asked before the password is given. */
  static final List<String> FOR_STRANGERS = List.of("AUTH", "HELLO", "QUIT", "RESET");

  private static final String GROUP = "connection";
  private static final Reply PONG = new Reply.Simple("PONG");
  private static final Reply RESET = new Reply.Simple("RESET");
  private static final Reply.Failure WRONG_PASSWORD =
      new Reply.Failure(
          "WRONGPASS invalid username-password pair or user is disabled.", Reply.Blame.CLIENT);

  private ConnectionCommands() {}

  static List<Command> all() {
    return List.of(
        Command.saying("ping", -1, GROUP, "PONG, or what is given", ConnectionCommands::ping),
        Command.saying("echo", 2, GROUP, "What is given", call -> new Reply.Bulk(call.value(1))),
        Command.saying("auth", -2, GROUP, "Gives the password", ConnectionCommands::auth),
        Command.saying("hello", -1, GROUP, "Chooses the protocol", ConnectionCommands::hello),
        Command.saying(
            "select", 2, GROUP, "Database 0 is the only one", ConnectionCommands::select),
        Command.saying("quit", -1, GROUP, "Ends the connection", ConnectionCommands::quit),
        Command.saying("reset", 1, GROUP, "As if just connected", ConnectionCommands::reset));
  }

  private static Reply ping(Call call) {
    if (call.size() > 2) {
      throw CommandException.wrongNumber("ping");
    }
    return call.size() == 1 ? PONG : new Reply.Bulk(call.value(1));
  }

  private static Reply auth(Call call) {
    if (call.size() > 3) {
      throw CommandException.syntax();
    }
    if (call.here().installation().password().isEmpty() && call.size() == 2) {
      throw CommandException.error(
          "AUTH <password> called without any password configured for the default user. Are you"
              + " sure your configuration is correct?");
    }
    byte[] user = call.size() == 3 ? call.request().word(1) : bytes("default");
    welcome(call, user, call.request().word(call.size() - 1));
    return Reply.OK;
  }

  /** Takes as long for a wrong password as for the right one. */
  private static void welcome(Call call, byte[] user, byte[] password) {
    byte[] wanted = bytes(call.here().installation().password());
    boolean right = wanted.length == 0 || MessageDigest.isEqual(wanted, password);
    if (!right || !MessageDigest.isEqual(bytes("default"), user)) {
      throw new CommandException(WRONG_PASSWORD);
    }
    call.session().welcome();
  }

  private static Reply hello(Call call) {
    int version = call.size() > 1 ? version(call) : call.session().version();
    String name = null;
    for (int i = 2; i < call.size(); i++) {
      String option = call.keyword(i);
      if (option.equals("AUTH") && i + 2 < call.size()) {
        welcome(call, call.request().word(i + 1), call.request().word(i + 2));
        i += 2;
      } else if (option.equals("SETNAME") && i + 1 < call.size()) {
        name = ClientCommand.legalName(call.text(++i));
      } else {
        throw CommandException.error("Syntax error in HELLO option '" + call.text(i) + "'");
      }
    }
    if (call.session().isStranger()) {
      throw new CommandException(
          new Reply.Failure(
              "NOAUTH HELLO must be called with the client already authenticated, otherwise the"
                  + " HELLO <proto> AUTH <user> <pass> option can be used to authenticate the"
                  + " client and select the RESP protocol version at the same time",
              Reply.Blame.CLIENT));
    }
    if (name != null) {
      call.session().name(name);
    }
    call.session().speak(version);
    return greeting(call);
  }

  private static int version(Call call) {
    byte[] word = call.request().word(1);
    if (!Numbers.isNumber(word)) {
      throw CommandException.error("Protocol version is not an integer or out of range");
    }
    long version = Numbers.parse(word);
    if (version != 2 && version != 3) {
      throw new CommandException(
          new Reply.Failure("NOPROTO unsupported protocol version", Reply.Blame.CLIENT));
    }
    return (int) version;
  }

  private static Reply greeting(Call call) {
    return new Reply.Pairs(
        List.of(
            Reply.bulk("server"),
            Reply.bulk("redis"),
            Reply.bulk("version"),
            Reply.bulk(Commands.SPEAKS_LIKE),
            Reply.bulk("proto"),
            Reply.whole(call.session().version()),
            Reply.bulk("id"),
            Reply.whole(call.session().id()),
            Reply.bulk("mode"),
            Reply.bulk("standalone"),
            Reply.bulk("role"),
            Reply.bulk("master"),
            Reply.bulk("modules"),
            new Reply.Many(List.of())));
  }

  private static Reply select(Call call) {
    if (call.whole(1) != 0) {
      throw CommandException.error("DB index is out of range");
    }
    return Reply.OK;
  }

  private static Reply quit(Call call) {
    call.session().leave();
    return Reply.OK;
  }

  private static Reply reset(Call call) {
    call.session().reset();
    return RESET;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
