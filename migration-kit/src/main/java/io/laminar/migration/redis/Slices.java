package io.laminar.migration.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Many keys cut into slices, one for each call: a server does nothing else while it does a call, so
 * one call has few keys and few bytes.
 *
 * @param starts where each slice begins
 * @param size of all
 */
record Slices(List<Integer> starts, int size) {

  /** A script takes some microseconds for each. */
  private static final int SCRIPT_KEYS = 64;

  /** A plain read takes less than half a microsecond. */
  private static final int READ_KEYS = 512;

  private static final int MAX_BYTES = 256 * 1024;

  /** Makes one call. */
  interface Maker<T> {
    T of(int from, int to);
  }

  /** For plain reads. */
  static Slices forReads(int size) {
    return of(size, READ_KEYS, i -> 0);
  }

  /** For a script that reads. */
  static Slices forScript(int size) {
    return forScript(size, i -> 0);
  }

  /**
   * For a script.
   *
   * @param bytesOf what is sent with the i-th key
   */
  static Slices forScript(int size, IntUnaryOperator bytesOf) {
    return of(size, SCRIPT_KEYS, bytesOf);
  }

  private static Slices of(int size, int maxKeys, IntUnaryOperator bytesOf) {
    List<Integer> starts = new ArrayList<>();
    int keys = maxKeys;
    long bytes = 0;
    for (int i = 0; i < size; i++) {
      bytes += bytesOf.applyAsInt(i);
      if (keys == maxKeys || bytes > MAX_BYTES) {
        starts.add(i);
        keys = 0;
        bytes = bytesOf.applyAsInt(i);
      }
      keys++;
    }
    return new Slices(starts, size);
  }

  /** One for each slice. */
  <T> List<T> each(Maker<T> maker) {
    List<T> made = new ArrayList<>(starts.size());
    for (int i = 0; i < starts.size(); i++) {
      made.add(maker.of(starts.get(i), endOf(i)));
    }
    return made;
  }

  /** Behind the place of its last one. */
  int endOf(int slice) {
    return slice + 1 < starts.size() ? starts.get(slice + 1) : size;
  }

  /** The place among all of one in a slice. */
  int placeOf(int slice, int inSlice) {
    return starts.get(slice) + inSlice;
  }
}
