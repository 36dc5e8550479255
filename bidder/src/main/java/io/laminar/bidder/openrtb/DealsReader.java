package io.laminar.bidder.openrtb;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the private marketplace of an imp. */
final class DealsReader {

  /** So many are compared one by one; of more the ids are kept. */
  private static final int FEW = 16;

  private final JsonReader in;
  private Set<String> ids;
  private final List<Deal> deals = new ArrayList<>(2);
  private boolean privateAuction;

  DealsReader(JsonReader in) {
    this.in = in;
  }

  /** Reads the object on which the reader stands. */
  void read() {
    if (!in.enterObject()) {
      return;
    }
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "private_auction" -> privateAuction = in.isSetOrUnclear();
        case "deals" -> in.each(this::readDeal);
        default -> in.skip();
      }
    }
  }

  boolean isPrivateAuction() {
    return privateAuction;
  }

  List<Deal> deals() {
    return deals;
  }

  private void readDeal() {
    if (!in.enterObject()) {
      return;
    }
    String dealId = "";
    long micros = 0;
    String currency = ImpReader.DEFAULT_CURRENCY;
    var floors = new LengthFloorsReader();
    int auctionType = 0;
    List<String> seats = List.of();
    List<String> domains = List.of();
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "id" -> dealId = in.text();
        case "bidfloor" -> micros = in.cpmMicros();
        case "bidfloorcur" -> currency = ImpReader.readCurrency(in);
        case "mincpmpersec" -> floors.readPerSecond(in);
        case "durfloors" -> floors.readRanges(in);
        case "at" -> auctionType = in.integer(0);
        case "wseat", "wseats" -> seats = in.texts();
        case "wadomain" -> domains = in.lowerTexts();
        default -> in.skip();
      }
    }
    if (dealId.isEmpty()) {
      throw in.wrong("has no id; it must be a non-empty string");
    }
    if (isNew(dealId)) {
      var floor = new Floor(micros, currency);
      deals.add(new Deal(dealId, floor, floors.floors(), auctionType, seats, domains));
    }
  }

  /** Of deals with one id the first counts: each is searched for, and costs time. */
  private boolean isNew(String id) {
    if (deals.size() >= FEW) {
      if (ids == null) {
        ids = new HashSet<>();
        deals.forEach(deal -> ids.add(deal.id()));
      }
      return ids.add(id);
    }
    for (int i = 0; i < deals.size(); i++) {
      if (deals.get(i).id().equals(id)) {
        return false;
      }
    }
    return true;
  }
}
