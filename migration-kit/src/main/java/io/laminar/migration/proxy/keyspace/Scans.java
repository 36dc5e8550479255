package io.laminar.migration.proxy.keyspace;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Where scans stand, by the numbers that clients know them by: a store's own cursors are texts of
 * any length.
 *
 * <p>Kept are the last that were given out, of all event loops together, so that a client may go on
 * over another connection, and may send the same number again. An older one is forgotten, and
 * asking for it says so. Numbers begin at a random one, so that one of another process or of an
 * earlier life is not taken for one of ours. Thread-safe and lock-free.
 */
public final class Scans {

  /** Numbers stay below 2⁵³, which every client can hold. */
  private static final long FIRST_BOUND = 1L << 52;

  /**
   * A place in a scan.
   *
   * @param ranges of the whole scan
   * @param range the index of the one at hand
   * @param cursor the store's own
   * @param readsFrom the store that ranges and cursor are of; they mean nothing to another
   */
  public record Place(List<String> ranges, int range, String cursor, Object readsFrom) {}

  private record Kept(long number, Place place) {}

  private final AtomicReferenceArray<Kept> kept;
  private final AtomicLong lastNumber;

  /**
   * @param capacity how many places are kept
   */
  public Scans(int capacity, SplittableRandom random) {
    this.kept = new AtomicReferenceArray<>(capacity);
    this.lastNumber = new AtomicLong(random.nextLong(1, FIRST_BOUND));
  }

  /** A number for a place. */
  public long keep(Place place) {
    long number = lastNumber.incrementAndGet();
    kept.set(slot(number), new Kept(number, place));
    return number;
  }

  /** The place of a number; empty if it is forgotten, or was never given. */
  public Optional<Place> find(long number) {
    Kept found = number < 1 ? null : kept.get(slot(number));
    return found == null || found.number != number ? Optional.empty() : Optional.of(found.place);
  }

  /** How many places are kept. */
  public int capacity() {
    return kept.length();
  }

  private int slot(long number) {
    return (int) (number % kept.length());
  }
}
