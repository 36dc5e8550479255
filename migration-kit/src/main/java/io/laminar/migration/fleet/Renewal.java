package io.laminar.migration.fleet;

/**
 * The answer to a member that renews its lease.
 *
 * @param outcome whether it holds one now
 * @param nowMicros the control store's clock, in microseconds since the epoch
 * @param latest the number of the newest publication; 0 = there is none
 * @param controller true if the member is the one that may publish
 * @param live members that hold a lease, this one included
 * @param silent members whose lease has run out
 */
public record Renewal(
    Outcome outcome, long nowMicros, long latest, boolean controller, int live, int silent) {

  /** True if there is no other member, not even one whose lease has run out. */
  public boolean alone() {
    return live + silent == 1;
  }

  /** Whether the member holds a lease. */
  public enum Outcome {
    /** It does, and did all the time: nobody can have gone on without it. */
    CONTINUOUS,
    /** It does again: others may have gone on, so it must catch up before it trusts its plan. */
    AFTER_A_GAP,
    /** It was struck off the list: it must register again. */
    UNKNOWN,
    /** Another process bears its name now. */
    REPLACED
  }
}
