package io.laminar.bidder.auction;

import java.util.Arrays;

/**
 * One condition of a request: the sets of slots that meet it, taken together. Kept and filled again
 * for each request. Not thread-safe.
 */
final class Lane {

  private SlotSet[] sets = new SlotSet[8];
  private int size;

  void clear() {
    size = 0;
  }

  /** Adds a set, or nothing if it is null. */
  void add(SlotSet set) {
    if (set == null) {
      return;
    }
    if (size == sets.length) {
      sets = Arrays.copyOf(sets, size * 2);
    }
    sets[size++] = set;
  }

  /** Adds a set that may be among the others already; only for few different ones. */
  void addOnce(SlotSet set) {
    for (int i = 0; i < size; i++) {
      if (sets[i] == set) {
        return;
      }
    }
    add(set);
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  long summary(int block) {
    long all = 0;
    for (int i = 0; i < size; i++) {
      all |= sets[i].summary(block);
    }
    return all;
  }

  long word(int word) {
    long all = 0;
    for (int i = 0; i < size; i++) {
      all |= sets[i].word(word);
    }
    return all;
  }
}
