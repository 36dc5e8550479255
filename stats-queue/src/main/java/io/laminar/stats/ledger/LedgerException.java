package io.laminar.stats.ledger;

/** The books could not be read or written. */
public final class LedgerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What to do about it. */
  public enum Kind {
    /** Something in the batch cannot be stored, now or ever. */
    UNSTORABLE,
    /** Anything else, such as a server that is down: trying again may help. */
    UNAVAILABLE
  }

  private final Kind kind;

  public LedgerException(Kind kind, String message, Throwable cause) {
    // no stack trace: it would show the event loop
    super(message, cause, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
