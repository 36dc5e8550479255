package io.laminar.migration.store;

import io.laminar.migration.store.StoreException.Kind;

/**
 * The failures that every link to a server has, in the same words: which server, what it was asked,
 * why not, and what to do. Secrets of the address are hidden in what the server says. Thread-safe.
 */
public final class Trouble {

  private final String address;
  private final Secrets secrets;

  /**
   * @param address where the server is, without user and password
   * @param secrets what must not be shown
   */
  public Trouble(String address, Secrets secrets) {
    this.address = address;
    this.secrets = secrets;
  }

  /** A failure of a kind of its own. */
  public StoreException of(Kind kind, String operation, String reason, Throwable cause) {
    String shown = hidden(reason);
    // a cause would be logged with its own words
    return new StoreException(kind, address, operation, shown, shown.equals(reason) ? cause : null);
  }

  /** No answer in time. */
  public StoreException late(String operation, long withinMillis) {
    return ended(operation, "no answer within " + withinMillis + " ms", null);
  }

  /** The connection went while the operation was under way. */
  public StoreException lost(String operation, String how, Throwable cause) {
    return ended(operation, "the connection was lost: " + how, cause);
  }

  /** There will be no answer to what was sent. */
  public StoreException ended(String operation, String how, Throwable cause) {
    return of(Kind.LATE, operation, how + "; try again, a write may have happened", cause);
  }

  /**
   * Nothing was sent, since there is no connection.
   *
   * @param closed true if the store was closed, so that there will be none
   */
  public StoreException notSent(String operation, String why, boolean closed) {
    return of(
        Kind.UNREACHABLE,
        operation,
        "not sent: " + why + (closed ? "" : "; reconnects by itself"),
        null);
  }

  /** Nobody listens where the server should be. */
  public static String nobodyThere(String why) {
    return why + "; check that the server runs and that the address is right";
  }

  /**
   * Nothing was sent, since too much is under way.
   *
   * @param what is counted, such as {@code commands}
   */
  public StoreException tooMany(String operation, String what, int waiting, int more, int max) {
    return of(
        Kind.OVERLOADED,
        operation,
        waiting
            + " "
            + what
            + " wait for an answer and "
            + more
            + " more would be above store.max-in-flight="
            + max
            + "; try again later or raise it",
        null);
  }

  /** A text with the secrets hidden. */
  public String hidden(String text) {
    return secrets.hiddenIn(text);
  }
}
