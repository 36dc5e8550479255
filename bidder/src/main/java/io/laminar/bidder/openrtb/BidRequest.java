package io.laminar.bidder.openrtb;

import java.util.List;

/**
 * A bid request, reduced to what a decision needs (OpenRTB 2.6, 3.2.1). Lists are empty and texts
 * are empty where nothing was given. Immutable.
 *
 * @param auctionType {@code at}: 1 first price, 2 second price
 * @param tmaxMillis milliseconds that the sender waits, network included; 0 if not given
 * @param currencies accepted currencies, upper case; empty: those of the floors
 * @param categoryTaxonomy {@code cattax} of the blocked categories; 1 is IAB Content Category 1.0
 * @param blockedCategories {@code bcat}, upper case
 * @param blockedDomains {@code badv}, lower case
 * @param allowedSeats {@code wseat}; empty: all
 * @param blockedSeats {@code bseat}
 * @param test nothing will be shown or paid
 */
public record BidRequest(
    String id,
    List<Imp> imps,
    Inventory inventory,
    Device device,
    User user,
    Regs regs,
    int auctionType,
    int tmaxMillis,
    List<String> currencies,
    int categoryTaxonomy,
    List<String> blockedCategories,
    List<String> blockedDomains,
    List<String> allowedSeats,
    List<String> blockedSeats,
    boolean test) {

  /**
   * Whether what is known of the user may be used. Closed wherever a signal says no: COPPA, a
   * device that limits tracking, GDPR without a consent string, a US opt-out. The purposes inside a
   * consent string are not read.
   */
  public boolean isPersonal() {
    return !regs.coppa()
        && !regs.usOptOut()
        && !device.limited()
        && !(regs.gdpr() && user.consent().isEmpty());
  }

  /**
   * The id under which to look for the profile: {@code user.buyeruid}, {@code user.id}, {@code
   * device.ifa}, the first that is given; empty if there is none or {@link #isPersonal()} is false.
   */
  public String profileId() {
    if (!isPersonal()) {
      return "";
    }
    if (!user.buyerId().isEmpty()) {
      return user.buyerId();
    }
    return user.id().isEmpty() ? device.advertisingId() : user.id();
  }

  /** The country of the device, else of the user: alpha-3, or empty. */
  public String country() {
    return device.country().isEmpty() ? user.country() : device.country();
  }
}
