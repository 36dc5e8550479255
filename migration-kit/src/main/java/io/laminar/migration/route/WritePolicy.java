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

  /** True if the policy writes to this store. */
  default boolean writesTo(Side side) {
    return !(this instanceof Only only) || only.side() == side;
  }
}
