package io.laminar.bidder.openrtb;

/**
 * The user (OpenRTB 2.6, 3.2.20); texts are empty if not given.
 *
 * @param consent the TCF string of {@code user.consent} or, before 2.6, {@code user.ext.consent}
 */
public record User(String id, String buyerId, String country, String consent) {

  public static final User UNKNOWN = new User("", "", "", "");
}
