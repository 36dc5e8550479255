package io.laminar.bidder.auction;

import java.util.BitSet;

/**
 * A set of slots that is small when its slots are few or lie together: a bit per slot in words of
 * 64, of which only those that hold a slot are kept, and over them a bit per word in words of 64
 * that tells which these are. So a search passes over 4,096 slots at a time where there is nothing.
 * Immutable.
 */
final class SlotSet {

  static final SlotSet EMPTY = new SlotSet(new BitSet(), 0);

  private final long[] summary;
  private final int[] firstOfBlock;
  private final long[] words;

  /**
   * @param slots the members
   * @param blocks see {@link #blocks}
   */
  SlotSet(BitSet slots, int blocks) {
    long[] all = slots.toLongArray();
    summary = new long[blocks];
    firstOfBlock = new int[blocks];
    int kept = 0;
    for (long word : all) {
      kept += word == 0 ? 0 : 1;
    }
    words = new long[kept];
    int next = 0;
    for (int i = 0; i < all.length; i++) {
      if (i % Long.SIZE == 0) {
        firstOfBlock[i / Long.SIZE] = next;
      }
      if (all[i] != 0) {
        summary[i / Long.SIZE] |= 1L << i;
        words[next++] = all[i];
      }
    }
  }

  /** How many blocks of 64 words so many slots need. */
  static int blocks(int slots) {
    return (slots + 4_095) / 4_096;
  }

  boolean isEmpty() {
    return words.length == 0;
  }

  /** Which words of a block hold a slot. */
  long summary(int block) {
    return block < summary.length ? summary[block] : 0;
  }

  /** The 64 slots from {@code word * 64} on. */
  long word(int word) {
    int block = word >> 6;
    if (block >= summary.length) {
      return 0;
    }
    long here = summary[block];
    long bit = 1L << word;
    return (here & bit) == 0 ? 0 : words[firstOfBlock[block] + Long.bitCount(here & (bit - 1))];
  }
}
