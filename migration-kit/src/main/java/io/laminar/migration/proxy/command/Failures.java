package io.laminar.migration.proxy.command;

import io.laminar.migration.proxy.resp.Reply;
import io.laminar.migration.proxy.resp.Reply.Blame;
import io.laminar.migration.route.FrozenException;
import io.laminar.migration.store.StoreException;

/** What a client is told when something fails. */
final class Failures {

  private Failures() {}

  /**
   * The answer for a failure.
   *
   * @param command in lower case
   */
  static Reply.Failure explain(String command, Throwable cause) {
    if (cause instanceof CommandException wrong) {
      return wrong.failure();
    }
    if (cause instanceof StoreException store) {
      return new Reply.Failure(code(store.kind()) + " " + store.getMessage(), Blame.STORE);
    }
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof FrozenException) {
      return new Reply.Failure("TRYAGAIN " + message, Blame.LAYER);
    }
    if (cause instanceof UnsupportedOperationException) {
      return new Reply.Failure(
          "ERR '"
              + command
              + "' needs one store that decides alone; try again when the migration writes one"
              + " only: "
              + message,
          Blame.LAYER);
    }
    if (cause instanceof IllegalArgumentException || cause instanceof IllegalStateException) {
      return Reply.error(message);
    }
    return new Reply.Failure("ERR " + command + " failed: " + cause, Blame.STORE);
  }

  /** {@code TRYAGAIN} and {@code BUSY} promise that nothing was done. */
  private static String code(StoreException.Kind kind) {
    return switch (kind) {
      case UNREACHABLE -> "TRYAGAIN";
      case OVERLOADED -> "BUSY";
      case LATE, REFUSED -> "ERR";
    };
  }
}
