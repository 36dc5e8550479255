package io.laminar.bidder.auction;

/** The best creative for an imp so far. Kept and used again; not thread-safe. */
final class Choice {

  private int slot;
  private int campaign;
  private long priceMicros;
  private long tenderMicros;
  private double draw;
  private String deal = "";

  void clear() {
    slot = -1;
    campaign = -1;
    priceMicros = -1;
    deal = "";
  }

  boolean isEmpty() {
    return slot < 0;
  }

  void set(
      int theSlot,
      int theCampaign,
      long thePriceMicros,
      long theTenderMicros,
      double theDraw,
      String theDeal) {
    slot = theSlot;
    campaign = theCampaign;
    priceMicros = thePriceMicros;
    tenderMicros = theTenderMicros;
    draw = theDraw;
    deal = theDeal;
  }

  int slot() {
    return slot;
  }

  int campaign() {
    return campaign;
  }

  /** In the campaigns' currency; -1 if there is none. */
  long priceMicros() {
    return priceMicros;
  }

  /** The price in the currency of the bid. */
  long tenderMicros() {
    return tenderMicros;
  }

  /** See {@link Rotation}. */
  double draw() {
    return draw;
  }

  /** Empty in the open market. */
  String deal() {
    return deal;
  }
}
