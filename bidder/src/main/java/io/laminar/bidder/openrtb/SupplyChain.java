package io.laminar.bidder.openrtb;

import java.util.List;

/**
 * Who sells the place (OpenRTB 2.6, 3.2.25 and 3.2.26).
 *
 * @param complete the nodes lead back to the owner
 * @param nodes from the owner's side on
 */
public record SupplyChain(boolean complete, List<Node> nodes) {

  /** None was given. */
  public static final SupplyChain NONE = new SupplyChain(false, List.of());

  /**
   * One seller.
   *
   * @param system {@code asi}, a domain in lower case
   * @param seller {@code sid}
   */
  public record Node(String system, String seller) {}

  /** True if one was given. */
  public boolean isKnown() {
    return !nodes.isEmpty();
  }
}
