package io.laminar.bidder.json;

/** Words for what is wrong with JSON, fit to be sent back. */
public final class JsonProblems {

  private JsonProblems() {}

  /** Says what makes this input unreadable, without anything but the cause and the offset. */
  static String notJson(int at, String why) {
    return "not JSON at byte " + at + ": " + why;
  }

  /** Says which limit is broken. */
  static String tooLarge(String what) {
    return "too large: there is "
        + what
        + "; allowed are "
        + JsonTokens.MAX_DEPTH
        + " levels, texts of "
        + JsonBytes.MAX_TEXT_CHARS
        + " and numbers of "
        + JsonBytes.MAX_NUMBER_CHARS
        + " characters";
  }

  /** A byte as people call it. */
  static String named(byte b) {
    return b > ' ' && b < 0x7f
        ? "unexpected '" + (char) b + '\''
        : "unexpected byte 0x" + Integer.toHexString(b & 0xff);
  }

  /** In quotes, and not more than the beginning. */
  public static String quoted(String text) {
    return '"' + shortened(text) + '"';
  }

  /** The beginning of a text. */
  public static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
