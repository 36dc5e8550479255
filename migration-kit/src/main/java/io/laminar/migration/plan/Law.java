package io.laminar.migration.plan;

/** What makes two steps safe side by side, for every key. */
public enum Law {
  /** An acknowledged write of either is in a store that both write, or one of them is frozen. */
  ONE_AUTHORITY(1, "the write authority is equal, or one side is frozen, or both are strict"),
  /** Every store that a reader of either trusts is written by both, and was filled before. */
  TRUSTED_IS_WRITTEN(2, "every store a reader trusts is written by both"),
  /** What either writes, readers of both understand. */
  READABLE_FORMATS(3, "formats are mutually readable"),
  /** A read that falls through must not bring back what was deleted in the first store. */
  TOMBSTONES(4, "reads that fall through need tombstones"),
  /** An increment cannot be made twice. */
  NO_DOUBLE_INCREMENTS(5, "no plain increments into both stores"),
  /** Before the first write that only the new store gets, the copy back is there. */
  WAY_BACK_RUNS(6, "the way back already runs"),
  /** A journal may only be behind for a store that nobody trusts. */
  JOURNAL_UNTRUSTED(7, "journalling only for a store that no reader trusts");

  private final int number;
  private final String text;

  Law(int number, String text) {
    this.number = number;
    this.text = text;
  }

  public int number() {
    return number;
  }

  @Override
  public String toString() {
    return "law " + number + ": " + text;
  }
}
