package io.laminar.bidder.auction;

import java.util.List;

/**
 * Sets of creative attributes (AdCOM 1.0, Creative Attributes) as bits, so that two of them are
 * compared at once. Those from {@value #REST} on, of which there are none in the standard, share
 * the last bit, and what shares that one must be compared by its lists.
 */
final class Attributes {

  private static final int REST = 63;
  private static final long REST_BIT = 1L << REST;

  private Attributes() {}

  static long bits(List<Integer> attributes) {
    long bits = 0;
    for (int i = 0; i < attributes.size(); i++) {
      int attribute = attributes.get(i);
      bits |= attribute >= 0 && attribute < REST ? 1L << attribute : REST_BIT;
    }
    return bits;
  }

  /** True if there is one in both. */
  static boolean meet(long bits, List<Integer> some, long otherBits, List<Integer> others) {
    long both = bits & otherBits;
    if (both == 0) {
      return false;
    }
    if ((both & ~REST_BIT) != 0) {
      return true;
    }
    for (int i = 0; i < some.size(); i++) {
      if (others.contains(some.get(i))) {
        return true;
      }
    }
    return false;
  }
}
