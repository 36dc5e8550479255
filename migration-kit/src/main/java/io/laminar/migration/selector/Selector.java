package io.laminar.migration.selector;

import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A set of keys. Every member of a migration must choose the same keys, so the choice depends on
 * the key only; {@link Weather} is the one exception, and only reads may follow it.
 *
 * <p>Immutable; called on the path of every operation while keys are told apart.
 */
public sealed interface Selector {

  /** Every key. */
  Selector ALL = new All();

  /** True if the key belongs to the set. */
  boolean selects(String key);

  /** Every key. */
  record All() implements Selector {
    @Override
    public boolean selects(String key) {
      return true;
    }

    @Override
    public String toString() {
      return "all keys";
    }
  }

  /**
   * So many in a thousand keys, by a stable hash: a key that is among 1 ‰ is also among 10 ‰, and
   * stays there across restarts and members.
   *
   * @param salt tells migrations apart, so that not always the same users come first
   * @param perMille 0 to 1,000
   */
  record PerMille(String salt, int perMille) implements Selector {

    public PerMille {
      Objects.requireNonNull(salt, "salt");
      if (perMille < 0 || perMille > KeyHash.BUCKETS) {
        throw new IllegalArgumentException("perMille must be 0..1000, was " + perMille);
      }
    }

    @Override
    public boolean selects(String key) {
      return KeyHash.bucket(salt, key) < perMille;
    }

    @Override
    public String toString() {
      return perMille + " ‰ of the keys";
    }
  }

  /** Keys that begin alike. */
  record Prefix(String prefix) implements Selector {

    public Prefix {
      if (prefix.isEmpty()) {
        throw new IllegalArgumentException("prefix must not be empty; all keys are chosen by all");
      }
    }

    @Override
    public boolean selects(String key) {
      return key.startsWith(prefix);
    }

    @Override
    public String toString() {
      return "keys that begin with " + prefix;
    }
  }

  /**
   * Keys that hold a date, written so that dates sort as text, such as {@code 2026-11-30} or {@code
   * 20261130}. A key without one is not selected.
   *
   * @param after what stands directly before the date
   * @param from the first date, in the keys' own notation
   * @param until the first date that is no longer selected; empty = no end
   */
  record DateInKey(String after, String from, String until) implements Selector {

    public DateInKey {
      requireDate("from", from);
      if (!until.isEmpty()) {
        requireDate("until", until);
        if (until.length() != from.length() || until.compareTo(from) <= 0) {
          throw new IllegalArgumentException(
              "until must be a later date than " + from + " in the same notation, was " + until);
        }
      }
    }

    private static void requireDate(String what, String date) {
      if (!date.matches("\\d{4}-\\d{2}-\\d{2}|\\d{8}|\\d{10}")) {
        throw new IllegalArgumentException(
            what + " must be written as 2026-11-30, 20261130 or 2026113023, was \"" + date + "\"");
      }
    }

    @Override
    public boolean selects(String key) {
      int at = dateAt(key);
      return at >= 0
          && compare(key, at, from) >= 0
          && (until.isEmpty() || compare(key, at, until) < 0);
    }

    /** Where the date begins, or −1. */
    private int dateAt(String key) {
      int length = from.length();
      for (int found = key.indexOf(after); found >= 0; found = key.indexOf(after, found + 1)) {
        int at = found + after.length();
        if (at + length <= key.length() && hasShape(key, at)) {
          return at;
        }
      }
      return -1;
    }

    private boolean hasShape(String key, int at) {
      for (int i = 0; i < from.length(); i++) {
        char wanted = from.charAt(i);
        char there = key.charAt(at + i);
        if (wanted == '-' ? there != '-' : there < '0' || there > '9') {
          return false;
        }
      }
      return true;
    }

    private static int compare(String key, int at, String date) {
      for (int i = 0; i < date.length(); i++) {
        int difference = key.charAt(at + i) - date.charAt(i);
        if (difference != 0) {
          return difference;
        }
      }
      return 0;
    }

    @Override
    public String toString() {
      return "keys dated from " + from + (until.isEmpty() ? " on" : " to before " + until);
    }
  }

  /**
   * Every key while the new store does well, no key while it does not. What counts as doing well is
   * settled with hysteresis and a dwell time where the store is watched; only reads may follow it.
   */
  record Weather() implements Selector {
    @Override
    public boolean selects(String key) {
      throw new IllegalStateException("the weather must be bound to a store before it is asked");
    }

    @Override
    public String toString() {
      return "while the new store does well";
    }
  }

  /** A selector whose weather is known. */
  record Bound(Weather unbound, BooleanSupplier good) implements Selector {
    @Override
    public boolean selects(String key) {
      return good.getAsBoolean();
    }

    @Override
    public String toString() {
      return unbound.toString();
    }
  }

  /** The same with its weather bound to what is known of a store: one read of a field. */
  default Selector bound(BooleanSupplier good) {
    if (this instanceof Weather weather) {
      return new Bound(weather, good);
    }
    if (this instanceof And and) {
      return new And(and.parts().stream().map(part -> part.bound(good)).toList());
    }
    if (this instanceof Or or) {
      return new Or(or.parts().stream().map(part -> part.bound(good)).toList());
    }
    return this instanceof Not not ? new Not(not.part().bound(good)) : this;
  }

  /** True if the choice may change while a step is held. */
  default boolean changesWithWeather() {
    if (this instanceof And and) {
      return and.parts().stream().anyMatch(Selector::changesWithWeather);
    }
    if (this instanceof Or or) {
      return or.parts().stream().anyMatch(Selector::changesWithWeather);
    }
    if (this instanceof Not not) {
      return not.part().changesWithWeather();
    }
    return this instanceof Weather || this instanceof Bound;
  }

  /** Keys that all parts select. */
  record And(List<Selector> parts) implements Selector {

    public And {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean selects(String key) {
      for (int i = 0; i < parts.size(); i++) {
        if (!parts.get(i).selects(key)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String toString() {
      return joined(parts, " and ");
    }
  }

  /** Keys that at least one part selects. */
  record Or(List<Selector> parts) implements Selector {

    public Or {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean selects(String key) {
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i).selects(key)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String toString() {
      return joined(parts, " or ");
    }
  }

  /** Keys that the part does not select. */
  record Not(Selector part) implements Selector {
    @Override
    public boolean selects(String key) {
      return !part.selects(key);
    }

    @Override
    public String toString() {
      return "not (" + part + ")";
    }
  }

  private static String joined(List<Selector> parts, String word) {
    return parts.stream().map(part -> "(" + part + ")").collect(Collectors.joining(word));
  }
}
