package io.laminar.bidder.notice;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Reads clearing prices. */
final class Price {

  private static final int LONGEST_TEXT = 32;
  private static final int MICRO_DIGITS = 6;
  private static final BigDecimal HIGHEST = BigDecimal.valueOf(1_000_000);

  private Price() {}

  /**
   * Reads a decimal such as {@code 1.25}; what is finer than a millionth is rounded to the nearest.
   *
   * @return millionths
   * @throws InvalidNoticeException if it is anything but digits with a point among them, in
   *     0..1000000
   */
  static long micros(String text) throws InvalidNoticeException {
    if (text.startsWith("${") || text.startsWith("%7B") || text.startsWith("{")) {
      throw wrong(text, "the exchange did not replace its macro");
    }
    if (text.isEmpty() || text.length() > LONGEST_TEXT || !isPlain(text)) {
      throw wrong(text, "it must be digits with at most one point between them");
    }
    BigDecimal value = new BigDecimal(text);
    if (value.compareTo(HIGHEST) > 0) {
      throw wrong(text, "it must be in 0.." + HIGHEST.toPlainString());
    }
    return value.setScale(MICRO_DIGITS, RoundingMode.HALF_EVEN).unscaledValue().longValueExact();
  }

  private static boolean isPlain(String text) {
    int last = text.length() - 1;
    boolean point = false;
    for (int i = 0; i <= last; i++) {
      char c = text.charAt(i);
      if (c == '.') {
        if (point || i == 0 || i == last) {
          return false;
        }
        point = true;
      } else if (c < '0' || c > '9') {
        return false;
      }
    }
    return true;
  }

  private static InvalidNoticeException wrong(String text, String why) {
    String shown = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
    return new InvalidNoticeException("price \"" + shown + "\" is not a price: " + why);
  }
}
