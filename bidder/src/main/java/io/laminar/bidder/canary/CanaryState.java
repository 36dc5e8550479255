package io.laminar.bidder.canary;

/**
 * Whether there is a canary, and if not, why not.
 *
 * @param leftMillis how much longer bids are allowed; 0 unless alive
 * @param committedAtMillis when the statistics that the last canary stood for were committed, in
 *     milliseconds since the epoch; 0 if none was ever seen
 * @param reason in words; empty if alive
 */
public record CanaryState(Kind kind, long leftMillis, long committedAtMillis, String reason) {

  /** What is known about the canary. */
  public enum Kind {
    /** Seen, and its time is not over. */
    ALIVE,
    /** The store answered: there is none. */
    ABSENT,
    /** The last one seen is over, and none has been looked for since. */
    EXPIRED,
    /** The last one seen is over, and the store does not answer. */
    UNREACHABLE,
    /** The store has not answered once since the start. */
    NEVER_HEARD
  }

  public boolean isAlive() {
    return kind == Kind.ALIVE;
  }
}
