package io.laminar.migration.memcached;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys whose hash falls into one of several equal parts: {@code 0/1} is all of them. Stays
 * valid for ever, since the hash is ours.
 */
record KeyRange(int part, int parts) {

  private static final int MAX_PARTS = 64;
  private static final Pattern TEXT = Pattern.compile("(\\d{1,2})/(\\d{1,2})");

  KeyRange {
    if (parts < 1 || parts > MAX_PARTS || part < 0 || part >= parts) {
      throw illegal(part + "/" + parts);
    }
  }

  /** All keys, in about so many parts. */
  static List<KeyRange> split(int wanted) {
    int parts = Math.max(1, Math.min(MAX_PARTS, wanted));
    List<KeyRange> ranges = new ArrayList<>(parts);
    for (int part = 0; part < parts; part++) {
      ranges.add(new KeyRange(part, parts));
    }
    return ranges;
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if this is something else
   */
  static KeyRange parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw illegal(text);
    }
    return new KeyRange(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /** True if a key with this {@linkplain KeyBytes#hash hash} is in the range. */
  boolean contains(long hash) {
    return (int) ((hash >>> 32) * parts >>> 32) == part;
  }

  @Override
  public String toString() {
    return part + "/" + parts;
  }

  private static IllegalArgumentException illegal(String text) {
    return new IllegalArgumentException(
        "a range must be part/parts with at most " + MAX_PARTS + " parts, was \"" + text + "\"");
  }
}
