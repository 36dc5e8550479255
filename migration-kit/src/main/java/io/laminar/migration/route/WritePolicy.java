package io.laminar.migration.route;

/** Where a write goes and when it is acknowledged. */
public sealed interface WritePolicy {

  /** To one store. */
  record Only(Side side) implements WritePolicy {
    @Override
    public String toString() {
      return side.toString();
    }
  }

  /**
   * To both, the authority first; acknowledged when the authority has it. A key that the other
   * store did not take goes into the dirty journal before the acknowledgement.
   */
  record Both(Side authority) implements WritePolicy {
    @Override
    public String toString() {
      return "both, authority " + authority + ", the other journalled";
    }
  }

  /**
   * To both, the store that is not read first; acknowledged only when both have it, so that members
   * that read the one or the other see every acknowledged write.
   */
  record Strict(Side read) implements WritePolicy {
    @Override
    public String toString() {
      return "both, strict";
    }
  }

  /**
   * Into a queue, in order per key; acknowledged when the queue has it. Its consumer writes both
   * stores.
   */
  record Queued() implements WritePolicy {
    @Override
    public String toString() {
      return "a queue that is written to both";
    }
  }

  /** Nowhere: no store changes. */
  record Frozen(Manner manner) implements WritePolicy {

    /** What becomes of a write meanwhile. */
    public enum Manner {
      /** It fails at once. */
      REJECT,
      /** It waits for the next step, for a bounded time and in a bounded number. */
      PARK
    }

    @Override
    public String toString() {
      return manner == Manner.PARK ? "parked for a moment" : "refused";
    }
  }

  /** True if the policy may write to this store. */
  default boolean writesTo(Side side) {
    return !(this instanceof Frozen) && (!(this instanceof Only only) || only.side() == side);
  }

  /** True if every acknowledged write is in this store by the time of its acknowledgement. */
  default boolean acknowledgesIn(Side side) {
    if (this instanceof Both both) {
      return both.authority() == side;
    }
    return !(this instanceof Queued) && writesTo(side);
  }
}
