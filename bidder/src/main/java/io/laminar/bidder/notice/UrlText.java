package io.laminar.bidder.notice;

import java.nio.charset.StandardCharsets;

/** Text as it stands in the query of a URL. */
final class UrlText {

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private UrlText() {}

  /** What is not a letter, digit, dot, dash or underscore as {@code %XX} of its UTF-8. */
  static String encoded(String plain) {
    if (isPlain(plain)) {
      return plain;
    }
    var text = new StringBuilder();
    for (byte b : plain.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (isPlain(c)) {
        text.append(c);
      } else {
        text.append('%').append(HEX[c >> 4]).append(HEX[c & 0xf]);
      }
    }
    return text.toString();
  }

  /** True if there are only letters, digits, dots, dashes and underscores. */
  static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isPlain(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '.'
        || c == '-'
        || c == '_';
  }
}
