package io.laminar.bidder.openrtb;

/** The US privacy string (IAB CCPA 1.0): version, notice given, opted out, agreement. */
public final class UsPrivacy {

  private UsPrivacy() {}

  /** True unless the text is well-formed and says that the user did not opt out of the sale. */
  public static boolean isOptOut(String text) {
    return text.length() != 4
        || text.charAt(0) != '1'
        || !isYesNoOrDash(text.charAt(1))
        || !isYesNoOrDash(text.charAt(3))
        || (text.charAt(2) != 'N' && text.charAt(2) != 'n' && text.charAt(2) != '-');
  }

  private static boolean isYesNoOrDash(char c) {
    return c == 'Y' || c == 'y' || c == 'N' || c == 'n' || c == '-';
  }
}
