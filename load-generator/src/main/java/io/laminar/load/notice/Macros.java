package io.laminar.load.notice;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * Fills the substitution macros of a notice URL (OpenRTB 2.6, 4.4).
 *
 * <p>Values are URL-encoded; {@code :B64} after the name asks for Base64 first. A macro without a
 * value becomes empty, as the specification says. Text that only looks like a macro stays.
 */
final class Macros {

  private Macros() {}

  /**
   * Fills a URL.
   *
   * @param valueByName such as {@code AUCTION_PRICE} → {@code 1.25}
   */
  static String fill(String url, Map<String, String> valueByName) {
    int open = url.indexOf("${");
    if (open < 0) {
      return url;
    }
    var filled = new StringBuilder(url.length() + 32);
    int at = 0;
    while (open >= 0) {
      int close = url.indexOf('}', open);
      if (close < 0) {
        break;
      }
      filled.append(url, at, open).append(value(url.substring(open + 2, close), valueByName));
      at = close + 1;
      open = url.indexOf("${", at);
    }
    return filled.append(url, at, url.length()).toString();
  }

  /** A price in plain decimal notation, without zeros at the end. */
  static String price(long micros) {
    return BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString();
  }

  /** One price over another, to four digits (OpenRTB 2.6, 4.4: the market bid ratio). */
  static String ratio(long micros, long ofMicros) {
    return BigDecimal.valueOf(micros)
        .divide(BigDecimal.valueOf(ofMicros), 4, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  private static String value(String macro, Map<String, String> valueByName) {
    int colon = macro.indexOf(':');
    String name = colon < 0 ? macro : macro.substring(0, colon);
    String value = valueByName.getOrDefault(name, "");
    if (colon >= 0 && macro.substring(colon + 1).equals("B64")) {
      value = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
