package io.laminar.bidder.notice;

/**
 * A notice cannot be taken; the message says what is wrong and what is allowed, and is fit to be
 * sent back. Has no stack trace.
 */
public final class InvalidNoticeException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    /** It cannot be understood. */
    MALFORMED,
    /** It is not signed, or not by us. */
    FORGED,
    /** It came too long after its bid, or before it. */
    STALE,
    /** It is ours, but what it is about is gone. */
    GONE
  }

  private final Kind kind;

  InvalidNoticeException(String message) {
    this(Kind.MALFORMED, message);
  }

  InvalidNoticeException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
