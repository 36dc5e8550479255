package io.laminar.bidder.openrtb;

/** Words for what is wrong with JSON, fit to be sent back. */
final class JsonProblems {

  private JsonProblems() {}

  /** Says what makes this input unreadable, without anything but the cause and the offset. */
  static InvalidRequestException notJson(int at, String why) {
    return new InvalidRequestException(
        "not JSON at byte "
            + at
            + ": "
            + why
            + "; the body must be one OpenRTB 2.x bid request in"
            + " UTF-8");
  }

  /** Says which limit is broken. */
  static InvalidRequestException tooLarge(String what) {
    return new InvalidRequestException(
        "too large: there is "
            + what
            + "; allowed are "
            + JsonTokens.MAX_DEPTH
            + " levels, texts of "
            + JsonBytes.MAX_TEXT_CHARS
            + " and numbers of "
            + JsonBytes.MAX_NUMBER_CHARS
            + " characters");
  }

  /** A byte as people call it. */
  static String named(byte b) {
    return b > ' ' && b < 0x7f
        ? "unexpected '" + (char) b + '\''
        : "unexpected byte 0x" + Integer.toHexString(b & 0xff);
  }

  static String quoted(String text) {
    return '"' + shortened(text) + '"';
  }

  static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
