package io.laminar.migration.proxy.command;

import io.laminar.migration.proxy.resp.Reply;

/** What a client asked for is wrong; carries the answer. */
final class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Reply.Failure failure;

  CommandException(Reply.Failure failure) {
    // no stack trace: clients may be wrong as often as they like
    super(failure.text(), null, false, false);
    this.failure = failure;
  }

  /** With the code {@code ERR}. */
  static CommandException error(String message) {
    return new CommandException(Reply.error(message));
  }

  static CommandException syntax() {
    return error("syntax error");
  }

  static CommandException wrongNumber(String command) {
    return error("wrong number of arguments for '" + command + "' command");
  }

  Reply.Failure failure() {
    return failure;
  }
}
