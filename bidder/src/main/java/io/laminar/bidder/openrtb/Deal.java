package io.laminar.bidder.openrtb;

import java.util.List;

/**
 * A deal struck before (OpenRTB 2.6, 3.2.12).
 *
 * @param floors by the length of a video or audio, in the currency of its floor
 * @param auctionType {@code at}: 1 first price, 2 second price, 3 the floor is the price; 0: that
 *     of the request
 * @param seats {@code wseat}: seats that may use it; empty: all
 * @param domains {@code wadomain}, lower case: advertisers that may use it; empty: all
 */
public record Deal(
    String id,
    Floor floor,
    LengthFloors floors,
    int auctionType,
    List<String> seats,
    List<String> domains) {

  /** {@code auctionType} of a deal whose floor is the agreed price. */
  public static final int FIXED_PRICE = 3;

  /** The same deal at other prices. */
  public Deal withFloors(Floor other, LengthFloors others) {
    return new Deal(id, other, others, auctionType, seats, domains);
  }

  public boolean isOpenTo(String seat) {
    return seats.isEmpty() || seats.contains(seat);
  }

  /** True if an advertiser of this domain may use it; below a domain of the list counts too. */
  public boolean isOpenToDomain(String domain) {
    if (domains.isEmpty()) {
      return true;
    }
    for (int i = 0; i < domains.size(); i++) {
      String allowed = domains.get(i);
      if (domain.endsWith(allowed)
          && (domain.length() == allowed.length()
              || domain.charAt(domain.length() - allowed.length() - 1) == '.')) {
        return true;
      }
    }
    return false;
  }
}
