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
 * @param blockedApps {@code bapp}: bundles that must not be advertised
 * @param allowedSeats {@code wseat}; empty: all
 * @param blockedSeats {@code bseat}
 * @param allImps {@code allimps}: the imps are all there are in the context
 * @param test nothing will be shown or paid
 * @param noBidReasonWanted the sender asks for a body with {@code nbr} instead of an empty answer
 * @param isPersonal whether what is known of the user may be used; see {@link #impersonal()}
 */
public record BidRequest(
    String id,
    List<Imp> imps,
    Inventory inventory,
    Device device,
    User user,
    Regs regs,
    SupplyChain supplyChain,
    int auctionType,
    int tmaxMillis,
    List<String> currencies,
    int categoryTaxonomy,
    List<String> blockedCategories,
    List<String> blockedDomains,
    List<String> blockedApps,
    List<String> allowedSeats,
    List<String> blockedSeats,
    boolean allImps,
    boolean test,
    boolean noBidReasonWanted,
    boolean isPersonal) {

  /**
   * The id under which to look for the profile: {@code user.buyeruid}, {@code user.id}, {@code
   * device.ifa}, the first that is given; empty if there is none or the request is not personal.
   */
  public String profileId() {
    if (!isPersonal) {
      return "";
    }
    if (!user.buyerId().isEmpty()) {
      return user.buyerId();
    }
    return user.id().isEmpty() ? device.advertisingId() : user.id();
  }

  /** The country of the device, else of the user: alpha-3, or empty. */
  public String country() {
    return geo().country();
  }

  /** Where the device is, else where the user lives. */
  public Geo geo() {
    return device.geo().country().isEmpty() && !user.geo().country().isEmpty()
        ? user.geo()
        : device.geo();
  }

  /**
   * The same request of nobody: without ids, segments and linked identities, its place only
   * roughly. What is not here cannot be used, stored or sent by mistake.
   */
  public BidRequest impersonal() {
    return isPersonal || !user.isAnonymous() || !device.isAnonymous()
        ? with(imps, device.anonymous(), user.anonymous(), false)
        : this;
  }

  /** The same request, its place only roughly. */
  public BidRequest coarse() {
    return with(imps, device.coarse(), user.coarse(), isPersonal);
  }

  /** The same request for other imps, such as those with their floors in another currency. */
  public BidRequest withImps(List<Imp> others) {
    return with(others, device, user, isPersonal);
  }

  private BidRequest with(List<Imp> theImps, Device theDevice, User theUser, boolean personal) {
    return new BidRequest(
        id,
        theImps,
        inventory,
        theDevice,
        theUser,
        regs,
        supplyChain,
        auctionType,
        tmaxMillis,
        currencies,
        categoryTaxonomy,
        blockedCategories,
        blockedDomains,
        blockedApps,
        allowedSeats,
        blockedSeats,
        allImps,
        test,
        noBidReasonWanted,
        personal);
  }
}
