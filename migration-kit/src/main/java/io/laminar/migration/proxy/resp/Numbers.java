package io.laminar.migration.proxy.resp;

/** Whole numbers as Redis writes and takes them: no sign but minus, no leading zero, 64 bits. */
public final class Numbers {

  /** What {@link #parse} answers for what is no number; no number that Redis takes for a length. */
  public static final long NONE = Long.MIN_VALUE;

  private static final int MAX_DIGITS = 19;

  private Numbers() {}

  /** True if the bytes are a number, −2⁶³ included. */
  public static boolean isNumber(byte[] text) {
    return parse(text, 0, text.length) != NONE || isLowest(text);
  }

  /** The number that the bytes are; call {@link #isNumber} before. */
  public static long parse(byte[] text) {
    return parse(text, 0, text.length);
  }

  /** The number in a part of an array; {@link #NONE} if it is none. */
  static long parse(byte[] text, int from, int to) {
    boolean negative = from < to && text[from] == '-';
    int first = negative ? from + 1 : from;
    int digits = to - first;
    if (digits < 1 || digits > MAX_DIGITS || text[first] == '0' && (digits > 1 || negative)) {
      return NONE;
    }
    long value = 0;
    for (int i = first; i < to; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
        return NONE;
      }
      value = value * 10 + digit;
    }
    return negative ? -value : value;
  }

  private static boolean isLowest(byte[] text) {
    return text.length == 20
        && new String(text, java.nio.charset.StandardCharsets.US_ASCII)
            .equals(Long.toString(Long.MIN_VALUE));
  }
}
