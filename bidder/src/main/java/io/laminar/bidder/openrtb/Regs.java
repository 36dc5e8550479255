package io.laminar.bidder.openrtb;

import java.util.List;

/**
 * Law that applies (OpenRTB 2.6, 3.2.3), also from the places where it stood before 2.6.
 *
 * @param coppa true if either place says so, or what it says cannot be understood
 * @param gdpr whether it applies; any place that says so decides
 * @param usOptOut true if a US privacy string says that the user opted out, or cannot be understood
 * @param gpp the Global Privacy Platform's string; empty if there is none
 * @param gppSections {@code gpp_sid}: the sections that apply; -1: it was said that none does
 * @param unclear true if a signal is of the wrong kind, or two places contradict each other
 */
public record Regs(
    boolean coppa,
    Gdpr gdpr,
    boolean usOptOut,
    String gpp,
    List<Integer> gppSections,
    boolean unclear) {

  public static final Regs NONE = new Regs(false, Gdpr.UNKNOWN, false, "", List.of(), false);

  /** Whether the GDPR applies. */
  public enum Gdpr {
    APPLIES,
    DOES_NOT_APPLY,
    /** Nothing was said. */
    UNKNOWN
  }
}
