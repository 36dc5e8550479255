package io.laminar.bidder.openrtb;

/**
 * Law that applies (OpenRTB 2.6, 3.2.3), also from the places where it stood before 2.6.
 *
 * @param gdpr true if either place says so
 * @param usOptOut true if a US privacy string says that the user opted out, or cannot be understood
 */
public record Regs(boolean coppa, boolean gdpr, boolean usOptOut) {

  public static final Regs NONE = new Regs(false, false, false);
}
