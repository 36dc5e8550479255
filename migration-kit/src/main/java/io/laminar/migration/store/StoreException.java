package io.laminar.migration.store;

/** A store did not do what it was asked to: says which store, what it was asked, and why not. */
public final class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What went wrong, as far as a caller must tell it apart. */
  public enum Kind {
    /** No answer within the deadline; a write may have happened. */
    LATE,
    /** No connection, or a server that cannot work for now; nothing was done. */
    UNREACHABLE,
    /** Too many operations are waiting, or the store has no room; nothing was done. */
    OVERLOADED,
    /** The store answered with an error. */
    REFUSED
  }

  private final Kind kind;
  private final String reason;

  public StoreException(Kind kind, String store, String operation, String reason, Throwable cause) {
    // no stack trace: it would show the event loop, and a store that is down fails thousands a
    // second
    super(store + ": " + operation + ": " + reason, cause, false, false);
    this.kind = kind;
    this.reason = reason;
  }

  public Kind kind() {
    return kind;
  }

  /** Why not, and what to do: the message without store and operation. */
  public String reason() {
    return reason;
  }
}
