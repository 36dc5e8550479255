package io.laminar.bidder.json;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Short texts that came before: names of members, countries, categories, languages. Whoever sends
 * one again gets the same object, with its hash code known and its other case made. Few and small
 * on purpose: between two requests the processor's caches hold much else.
 *
 * <p>Of fixed size: a text that finds its places taken takes the first of them, so that what
 * strangers send pushes out at most what is as cheap to make again. Not thread-safe.
 */
public final class ShortTexts {

  /** Longer ones are not kept. */
  public static final int LONGEST = 16;

  private static final int PLACES = 4;
  private static final int CONSTANT = 3;

  /** A text and its other forms, without blanks around them. */
  public static final class Text {
    private final long low;
    private final long high;
    private final int length;
    private int seen;
    private String text;
    private String lower;
    private String upper;

    private Text(long low, long high, int length) {
      this.low = low;
      this.high = high;
      this.length = length;
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) ((i < Long.BYTES ? low : high) >>> (i << 3)); // shifts go by 64
      }
      this.text = new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** As it came. */
    public String asIs() {
      return text;
    }

    /**
     * The text as a constant: the very object that a {@code switch} compares with. One that comes
     * for the first time is none yet, so that names that come once do not fill the JVM's table.
     */
    String constant() {
      if (seen < CONSTANT) {
        seen++;
        if (seen == CONSTANT) {
          text = text.intern();
        }
      }
      return text;
    }

    /** In lower case. */
    public String lower() {
      if (lower == null) {
        lower = text.trim().toLowerCase(Locale.ROOT);
      }
      return lower;
    }

    /** In upper case. */
    public String upper() {
      if (upper == null) {
        upper = text.trim().toUpperCase(Locale.ROOT);
      }
      return upper;
    }
  }

  private final Text[] texts;
  private final int shift;

  /**
   * @param size a power of two
   */
  public ShortTexts(int size) {
    texts = new Text[size];
    shift = Long.numberOfLeadingZeros(size - 1L);
  }

  /**
   * The text of these bytes.
   *
   * @param first the first eight bytes, the lowest first; those beyond the length do not count
   * @param second the next eight
   * @param length 0 to {@value #LONGEST}
   */
  public Text find(long first, long second, int length) {
    long low = first & mask(length);
    long high = second & mask(length - Long.BYTES);
    int mask = texts.length - 1;
    long mixed = (low * 31 + high + length) * 0x9e37_79b9_7f4a_7c15L;
    int home = (int) (mixed >>> shift); // the highest bits: all of the text is in them
    for (int i = 0; i < PLACES; i++) {
      Text text = texts[home + i & mask];
      if (text == null) {
        return keep(home + i & mask, low, high, length);
      }
      if (text.low == low && text.high == high && text.length == length) {
        return text;
      }
    }
    return keep(home & mask, low, high, length);
  }

  private Text keep(int place, long low, long high, int length) {
    var text = new Text(low, high, length);
    texts[place] = text;
    return text;
  }

  private static long mask(int length) {
    return length >= Long.BYTES ? -1 : length <= 0 ? 0 : (1L << (length << 3)) - 1;
  }
}
