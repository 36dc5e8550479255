package io.laminar.bidder.auction;

import java.util.HashMap;
import java.util.Map;

/** Sets of slots by a text, built once; a set is a bit per slot in words of 64. */
final class Masks {

  private final int words;
  private final Map<String, long[]> maskByText = new HashMap<>();

  Masks(int words) {
    this.words = words;
  }

  void add(String text, int slot) {
    set(maskByText.computeIfAbsent(text, any -> new long[words]), slot);
  }

  /** The set, or null if no slot has this text; never to be changed. */
  long[] get(String text) {
    return maskByText.get(text);
  }

  Map<String, long[]> all() {
    return maskByText;
  }

  static void set(long[] mask, int slot) {
    mask[slot >> 6] |= 1L << slot;
  }

  /** Adds another set, or nothing if it is null. */
  static void or(long[] mask, long[] other) {
    if (other != null) {
      for (int i = 0; i < mask.length; i++) {
        mask[i] |= other[i];
      }
    }
  }
}
