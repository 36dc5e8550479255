package io.laminar.stats.event;

/** What a text inside an event may be, so that JSON and every database can hold it. */
final class Texts {

  static final int LONGEST = 128;

  private Texts() {}

  /**
   * Checks a text that may be empty.
   *
   * @throws IllegalArgumentException with the name of the text
   */
  static String requireLegal(String name, String text) {
    if (text == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          name + " may have " + LONGEST + " characters, has " + text.length());
    }
    int illegal = firstIllegal(text);
    if (illegal >= 0) {
      throw new IllegalArgumentException(
          name
              + " has an illegal character at "
              + illegal
              + ": U+"
              + Integer.toHexString(text.charAt(illegal)));
    }
    return text;
  }

  private static int firstIllegal(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || Character.isSurrogate(c) && !isPair(text, i)) {
        return i;
      }
    }
    return -1;
  }

  /** True if it is a text that may be empty. */
  static boolean isLegal(String text) {
    return text.length() <= LONGEST && firstIllegal(text) < 0;
  }

  /** Checks a text that must not be empty. */
  static String requireFilled(String name, String text) {
    if (requireLegal(name, text).isEmpty()) {
      throw new IllegalArgumentException(name + " is empty");
    }
    return text;
  }

  /** What may be shown of a text of any length. */
  static String shortened(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }

  private static boolean isPair(String text, int at) {
    boolean begins = Character.isHighSurrogate(text.charAt(at));
    int other = begins ? at + 1 : at - 1;
    return other >= 0
        && other < text.length()
        && (begins
            ? Character.isLowSurrogate(text.charAt(other))
            : Character.isHighSurrogate(text.charAt(other)));
  }
}
