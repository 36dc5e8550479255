package io.laminar.migration.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * One of 2^bits equal parts of a {@code SCAN}.
 *
 * <p>Redis walks its table by a cursor whose bits count up in reverse: the low bits of a cursor,
 * read backwards, are the part of the table that it has come to, whatever size the table has then
 * and while it grows or shrinks (P. Noordhuis, comment at {@code dictScan} in Redis's {@code
 * dict.c}). So a scan that begins at the cursor of a part, and ends when it has left it, shows
 * every key of that part that is there throughout. A call that {@linkplain #overran runs into} the
 * next part is made again for fewer keys, so that keys do not come in two parts; they still may
 * while the table grows or shrinks. Servers that only speak Redis's protocol number their cursors
 * in other ways.
 *
 * @param index which part, from 0
 * @param bits how many low bits of a cursor tell the part; 0 = there is only one
 */
record ScanSlice(int index, int bits) {

  /** The only part of a scan that is not split. */
  static final ScanSlice WHOLE = new ScanSlice(0, 0);

  private static final String ALL = "all";
  private static final int MAX_BITS = 10;

  /** The end of a part is found in some calls more: they must be few beside all others. */
  private static final long MIN_KEYS = 4_096;

  private static final List<String> OTHER_CURSORS =
      List.of("dragonfly_version:", "kvrocks_version:", "garnet_version:", "pika_version:");

  /**
   * Parts that can be scanned apart.
   *
   * @param wanted about how many
   * @param keys in the database
   */
  static List<String> split(int wanted, long keys) {
    int bits = 0;
    while (bits < MAX_BITS && 1 << bits < wanted && keys >> bits + 1 >= MIN_KEYS) {
      bits++;
    }
    List<String> slices = new ArrayList<>(1 << bits);
    for (int i = 0; i < 1 << bits; i++) {
      slices.add(new ScanSlice(i, bits).toString());
    }
    return slices;
  }

  /** True if a server that says this of itself numbers its cursors as Redis does. */
  static boolean isPossible(String info) {
    return info.contains("redis_version:")
        && info.contains("redis_mode:standalone")
        && OTHER_CURSORS.stream().noneMatch(info::contains);
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it did not
   */
  static ScanSlice parse(String range) {
    if (range.equals(ALL)) {
      return WHOLE;
    }
    int slash = range.indexOf('/');
    try {
      int count = Integer.parseInt(range.substring(slash + 1));
      var slice =
          new ScanSlice(
              Integer.parseInt(range.substring(0, Math.max(0, slash))),
              Integer.numberOfTrailingZeros(count));
      if (range.equals(slice.toString()) && slice.index >= 0 && slice.index < count) {
        return slice;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("no such range: " + range, e);
    }
    throw new IllegalArgumentException("no such range: " + range);
  }

  /** The cursor to begin with. */
  String first() {
    return bits == 0 ? "0" : Long.toUnsignedString(Long.reverse((long) index << Long.SIZE - bits));
  }

  /** Where to go on after the server has answered; empty if that is no longer in this part. */
  String next(String answered) {
    if (answered.equals("0")) {
      return "";
    }
    boolean inside =
        bits == 0 || Long.reverse(Long.parseUnsignedLong(answered)) >>> Long.SIZE - bits == index;
    return inside ? answered : "";
  }

  /**
   * True if the server went on into the next part, and what it showed last belongs there: nothing
   * else if it was asked for one key, since it shows the keys of one bucket then and had found
   * those before it empty. Not if it stopped where a part ends; so also in a table of fewer buckets
   * than parts, where a bucket belongs to several.
   */
  boolean overran(String answered) {
    return bits != 0
        && next(answered).isEmpty()
        && Long.reverse(Long.parseUnsignedLong(answered)) << bits != 0;
  }

  @Override
  public String toString() {
    return bits == 0 ? ALL : index + "/" + (1 << bits);
  }
}
