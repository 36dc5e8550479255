package io.laminar.bidder.openrtb;

import java.util.List;

/**
 * The user (OpenRTB 2.6, 3.2.20); texts are empty if not given.
 *
 * @param consent the TCF string of {@code user.consent} or, before 2.6, {@code user.ext.consent}
 * @param data segments that the exchange or publisher knows
 * @param eids identities elsewhere; one for each uid
 */
public record User(
    String id, String buyerId, Geo geo, String consent, List<UserData> data, List<Eid> eids) {

  public static final User UNKNOWN = new User("", "", Geo.UNKNOWN, "", List.of(), List.of());

  /** True if nothing here is known of one person. */
  boolean isAnonymous() {
    return id.isEmpty() && buyerId.isEmpty() && data.isEmpty() && eids.isEmpty() && !geo.hasPoint();
  }

  /** The consent, and roughly where; nothing else. */
  User anonymous() {
    return new User("", "", geo.coarse(), consent, List.of(), List.of());
  }

  User coarse() {
    return new User(id, buyerId, geo.coarse(), consent, data, eids);
  }
}
