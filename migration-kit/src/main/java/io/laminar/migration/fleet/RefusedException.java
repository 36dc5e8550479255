package io.laminar.migration.fleet;

/** A publication, a note or a registration that the rules do not allow; says why and what to do. */
public final class RefusedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** What stands in the way. */
  public enum Reason {
    /** Somebody else's publication came first. */
    RACED,
    /** Another member is the controller. */
    NOT_CONTROLLER,
    /** The lease of the member that asks has run out. */
    LAPSED,
    /** Members have not acknowledged yet; passes by itself or with somebody's help. */
    WAITING,
    /** The time in which it could be published is over, or has not come. */
    NOT_IN_TIME,
    /** The name belongs to a member that is alive. */
    NAME_TAKEN,
    /** There is no such member, or it is alive. */
    NOT_TO_FORGET
  }

  private final Reason reason;

  public RefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
