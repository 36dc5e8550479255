package io.laminar.bidder.openrtb;

import io.laminar.bidder.json.JsonBytes;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Prices between their decimal text and millionths, without the detour of binary fractions. */
final class Money {

  /** The largest price read, in whole units. */
  static final int MAX_UNITS = 1_000_000;

  private static final int MICRO_DIGITS = 6;
  private static final BigDecimal MAX = BigDecimal.valueOf(MAX_UNITS);

  /** As long as a number may be outside quotes; the work grows with the square of the length. */
  private static final int LONGEST_TEXT = JsonBytes.MAX_NUMBER_CHARS;

  private Money() {}

  /**
   * Reads a price; what is finer than a millionth is rounded up, so that a price that reaches the
   * result also reaches what was meant.
   *
   * @return millionths, or -1 if the text is no number in {@code 0..MAX_UNITS} or too long for one
   */
  static long microsRoundedUp(String text) {
    long plain = plainMicros(text);
    return plain >= 0 ? plain : anyMicros(text);
  }

  /** Reads digits, a point and up to six digits; -1 for everything else. */
  private static long plainMicros(String text) {
    long value = 0;
    int fraction = -1;
    int length = text.length();
    if (length == 0 || length > 13) {
      return -1;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        value = value * 10 + (c - '0');
        fraction += fraction >= 0 ? 1 : 0;
      } else if (c == '.' && fraction < 0 && i > 0) {
        fraction = 0;
      } else {
        return -1;
      }
    }
    if (fraction == 0 || fraction > MICRO_DIGITS) {
      return -1;
    }
    for (int digits = Math.max(fraction, 0); digits < MICRO_DIGITS; digits++) {
      value *= 10;
    }
    return value <= MAX_UNITS * 1_000_000L ? value : -1;
  }

  private static long anyMicros(String text) {
    String number = text.trim();
    if (number.length() > LONGEST_TEXT) {
      return -1;
    }
    BigDecimal value;
    try {
      value = new BigDecimal(number);
    } catch (NumberFormatException e) {
      return -1; // the caller says what was wrong and where
    }
    if (value.signum() < 0 || value.compareTo(MAX) > 0) {
      return -1;
    }
    if (value.signum() == 0) {
      return 0;
    }
    // Far below a millionth: an exponent of a billion must not become a billion digits.
    if ((long) value.precision() - value.scale() < -MICRO_DIGITS) {
      return 1;
    }
    return value.setScale(MICRO_DIGITS, RoundingMode.CEILING).unscaledValue().longValueExact();
  }
}
