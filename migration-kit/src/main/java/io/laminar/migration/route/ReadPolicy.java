package io.laminar.migration.route;

import io.laminar.migration.store.Entry;

/** Which store answers a read. */
public sealed interface ReadPolicy {

  /** One store. */
  record Only(Side side) implements ReadPolicy {
    @Override
    public String toString() {
      return side.toString();
    }
  }

  /**
   * One store, and the other for what the first has never had. A tombstone is an answer: what was
   * deleted in the first is not looked up in the second.
   *
   * @param copyUp whether what the second store answered is put into the first, in the background
   *     and never over anything newer
   */
  record FallThrough(Side first, boolean copyUp) implements ReadPolicy {
    @Override
    public String toString() {
      return first + ", then " + first.other() + (copyUp ? ", copied up" : "");
    }
  }

  /** Both, and of the two {@linkplain Entry#version() the newer}. */
  record NewestOfBoth() implements ReadPolicy {
    @Override
    public String toString() {
      return "the newer of both";
    }
  }

  /** None: the application is stopped. */
  record Refused() implements ReadPolicy {
    @Override
    public String toString() {
      return "nothing: reads are refused";
    }
  }

  /** True if the policy may ask this store. */
  default boolean asks(Side side) {
    return !(this instanceof Refused) && (!(this instanceof Only only) || only.side() == side);
  }

  /** The store that is asked first; the old one where both or neither are. */
  default Side first() {
    if (this instanceof Only only) {
      return only.side();
    }
    return this instanceof FallThrough through ? through.first() : Side.OLD;
  }
}
