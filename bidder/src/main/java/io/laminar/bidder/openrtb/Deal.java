package io.laminar.bidder.openrtb;

import java.util.List;

/**
 * A deal struck before (OpenRTB 2.6, 3.2.12).
 *
 * @param seats seats that may use it; empty: all
 */
public record Deal(String id, Floor floor, List<String> seats) {

  public boolean isOpenTo(String seat) {
    return seats.isEmpty() || seats.contains(seat);
  }
}
