package io.laminar.bidder.auction;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Sets of slots by what they ask for, and one of those that do not ask.
 *
 * @param <K> what is asked for
 */
final class SlotSets<K> {

  private final Map<K, SlotSet> setByValue;
  private final SlotSet indifferent;
  private final boolean asked;

  private SlotSets(Map<K, SlotSet> setByValue, SlotSet indifferent, boolean asked) {
    this.setByValue = setByValue;
    this.indifferent = indifferent;
    this.asked = asked;
  }

  /** Slots with this value, or null. */
  SlotSet of(K value) {
    return setByValue.get(value);
  }

  /** Slots that do not care. */
  SlotSet indifferent() {
    return indifferent;
  }

  /** False if no slot cares. */
  boolean isAsked() {
    return asked;
  }

  Iterable<Map.Entry<K, SlotSet>> entries() {
    return setByValue.entrySet();
  }

  /** Collects; not for the path of a request. */
  static final class Builder<K> {
    private final Map<K, BitSet> slotsByValue = new HashMap<>();
    private final BitSet indifferent = new BitSet();

    void add(K value, int slot) {
      slotsByValue.computeIfAbsent(value, any -> new BitSet()).set(slot);
    }

    /** One of these values, or any if there are none. */
    void addAll(Iterable<? extends K> values, int slot) {
      boolean none = true;
      for (K value : values) {
        add(value, slot);
        none = false;
      }
      if (none) {
        indifferent.set(slot);
      }
    }

    void addIndifferent(int slot) {
      indifferent.set(slot);
    }

    SlotSets<K> build(int blocks) {
      Map<K, SlotSet> sets = new HashMap<>();
      slotsByValue.forEach((value, slots) -> sets.put(value, new SlotSet(slots, blocks)));
      return new SlotSets<>(sets, new SlotSet(indifferent, blocks), !sets.isEmpty());
    }
  }
}
