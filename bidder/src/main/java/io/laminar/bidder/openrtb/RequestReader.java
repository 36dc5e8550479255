package io.laminar.bidder.openrtb;

import com.fasterxml.jackson.core.JsonToken;
import java.util.ArrayList;
import java.util.List;

/** Reads the root of a bid request. */
final class RequestReader {

  private static final int FIRST_TAXONOMY = 1;
  private static final int SECOND_PRICE = 2;

  private final JsonReader in;

  private String id = "";
  private List<Imp> imps = List.of();
  private Inventory inventory = Inventory.UNKNOWN;
  private Device device = Device.UNKNOWN;
  private User user = User.UNKNOWN;
  private final RegsReader regs = new RegsReader();
  private SupplyChain supplyChain = SupplyChain.NONE;
  private int auctionType = SECOND_PRICE; // OpenRTB 2.6, 3.2.1: the default
  private int tmaxMillis;
  private List<String> currencies = List.of();
  private int categoryTaxonomy = FIRST_TAXONOMY;
  private List<String> blockedCategories = List.of();
  private List<String> blockedDomains = List.of();
  private List<String> blockedApps = List.of();
  private List<String> allowedSeats = List.of();
  private List<String> blockedSeats = List.of();
  private boolean allImps;
  private boolean test;
  private boolean noBidReasonWanted;

  private RequestReader(JsonReader in) {
    this.in = in;
  }

  /** Reads the object that was entered. */
  static BidRequest read(JsonReader in) {
    var reader = new RequestReader(in);
    reader.readRequest();
    return reader.request();
  }

  private BidRequest request() {
    if (id.isEmpty()) {
      throw new InvalidRequestException("id is missing; it must be a non-empty string");
    }
    if (imps.isEmpty()) {
      throw new InvalidRequestException(
          "imp is missing or empty; it must hold 1.." + BidRequestParser.MAX_IMPS);
    }
    refuseSameIds();
    Regs law = regs.regs();
    return new BidRequest(
        id,
        imps,
        inventory,
        device,
        user,
        law,
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
        isPersonal(law, device, user));
  }

  private void refuseSameIds() {
    for (int i = 1; i < imps.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (imps.get(i).id().equals(imps.get(j).id())) {
          throw new InvalidRequestException(
              "imp[" + i + "].id is that of imp[" + j + "] too; it must be unique in the request");
        }
      }
    }
  }

  private void readRequest() {
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "id" -> id = in.text();
        case "imp" -> imps = readImps();
        case "site" -> readInventory(Inventory.Kind.SITE);
        case "app" -> readInventory(Inventory.Kind.APP);
        case "dooh" -> readInventory(Inventory.Kind.DOOH);
        case "device" -> device = DeviceReader.read(in, device);
        case "user" -> readUser();
        case "regs" -> regs.read(in);
        case "source" -> supplyChain = SupplyChainReader.readHolder(in, supplyChain);
        case "at" -> auctionType = in.integer(SECOND_PRICE);
        case "tmax" -> tmaxMillis = Math.max(0, in.integer(0));
        case "cur" -> currencies = in.upperTexts();
        case "cattax" -> categoryTaxonomy = in.integer(FIRST_TAXONOMY);
        case "bcat" -> blockedCategories = in.upperTexts();
        case "badv" -> blockedDomains = in.lowerTexts();
        case "bapp" -> blockedApps = in.texts();
        case "wseat" -> allowedSeats = in.texts();
        case "bseat" -> blockedSeats = in.texts();
        case "allimps" -> allImps = in.isSet();
        case "test" -> test = in.isSetOrUnclear();
        case "ext" -> readOlderMembers();
        default -> in.skip();
      }
    }
  }

  private List<Imp> readImps() {
    if (in.token() == JsonToken.VALUE_NULL) {
      return List.of();
    }
    if (in.token() != JsonToken.START_ARRAY) {
      throw in.wrong("must be a list of 1.." + BidRequestParser.MAX_IMPS + " objects");
    }
    List<Imp> read = new ArrayList<>(4);
    while (in.nextElement()) {
      if (read.size() == BidRequestParser.MAX_IMPS) {
        throw new InvalidRequestException(
            "imp holds too many; allowed are 1.." + BidRequestParser.MAX_IMPS);
      }
      read.add(ImpReader.read(in));
    }
    return read;
  }

  private void readInventory(Inventory.Kind kind) {
    if (!in.enterObject()) {
      return;
    }
    if (inventory.kind() != Inventory.Kind.UNKNOWN && inventory.kind() != kind) {
      throw in.wrong("must not be there beside another of site, app and dooh"); // 2.6, 3.2.1
    }
    inventory = InventoryReader.read(in, kind);
  }

  private void readUser() {
    UserReader read = UserReader.read(in, user);
    if (!read.isClear()) {
      regs.unclear();
    }
    user = read.user();
  }

  /** What stood in ext before it had a place of its own, and what only we know. */
  private void readOlderMembers() {
    if (!in.enterObjectIfAny()) {
      return;
    }
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "schain" -> supplyChain = SupplyChainReader.read(in);
        case "nbr" -> noBidReasonWanted = in.isSet();
        default -> in.skip();
      }
    }
  }

  /** What can be told without opening a consent string; {@code privacy} opens them. */
  private static boolean isPersonal(Regs regs, Device device, User user) {
    return !regs.coppa()
        && !regs.usOptOut()
        && !regs.unclear()
        && !device.limited()
        && !(regs.gdpr() == Regs.Gdpr.APPLIES && user.consent().isEmpty() && regs.gpp().isEmpty());
  }
}
