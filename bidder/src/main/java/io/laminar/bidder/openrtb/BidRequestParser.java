package io.laminar.bidder.openrtb;

import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads a bid request straight from its bytes, only the fields that are used.
 *
 * <p>Forgiven are: unknown fields, null for nothing, numbers in quotes, one value where a list is
 * due, an empty list for an empty object, no site, app or dooh, a native request that cannot be
 * understood (that format is then not bid on). Refused are: input that is not JSON in UTF-8 or goes
 * on after its end, more than 64 levels, {@value #MAX_IMPS} imps or 10,000 elements in a list, a
 * request or an imp without an id, two imps with one id, an object or number that is something
 * else, more than one of site, app and dooh, and any floor that is not a number of at least 0. Of
 * two members with one name the last counts, except in signals that protect the user, where any of
 * them does.
 *
 * <p>Stateless; may be called from any thread.
 */
public final class BidRequestParser {

  /** More imps are refused rather than cut: a part of an answer looks like a whole one. */
  public static final int MAX_IMPS = 64;

  private static final int FIRST_TAXONOMY = 1;
  private static final int SECOND_PRICE = 2;

  private final JsonReader in;

  private String id = "";
  private List<Imp> imps = List.of();
  private Inventory inventory = Inventory.UNKNOWN;
  private Device device = Device.UNKNOWN;
  private User user = User.UNKNOWN;
  private boolean coppa;
  private boolean gdpr;
  private boolean usOptOut;
  private int auctionType = SECOND_PRICE; // OpenRTB 2.6, 3.2.1: the default
  private int tmaxMillis;
  private List<String> currencies = List.of();
  private int categoryTaxonomy = FIRST_TAXONOMY;
  private List<String> blockedCategories = List.of();
  private List<String> blockedDomains = List.of();
  private List<String> allowedSeats = List.of();
  private List<String> blockedSeats = List.of();
  private boolean test;

  private BidRequestParser(JsonReader in) {
    this.in = in;
  }

  /**
   * Reads a body.
   *
   * @throws InvalidRequestException if it is not a request that can be answered
   */
  public static BidRequest parse(Buffer body) {
    return parse(body.getBytes());
  }

  /**
   * Reads a body.
   *
   * @throws InvalidRequestException if it is not a request that can be answered
   */
  public static BidRequest parse(byte[] body) {
    try (JsonReader in = JsonReader.of(body)) {
      if (in.token() == null) {
        throw new InvalidRequestException(
            "the body is empty; it must be one OpenRTB 2.x bid request in JSON");
      }
      if (in.token() != JsonToken.START_OBJECT) {
        throw in.wrong("must be an object");
      }
      var parser = new BidRequestParser(in);
      parser.readRequest();
      if (in.next() != null) {
        throw new InvalidRequestException("the body goes on after the request's closing brace");
      }
      return parser.request();
    } catch (IOException e) {
      throw JsonReader.unreadable(e);
    }
  }

  private BidRequest request() {
    if (id.isEmpty()) {
      throw new InvalidRequestException("id is missing; it must be a non-empty string");
    }
    if (imps.isEmpty()) {
      throw new InvalidRequestException("imp is missing or empty; it must hold 1.." + MAX_IMPS);
    }
    refuseSameIds();
    return new BidRequest(
        id,
        imps,
        inventory,
        device,
        user,
        new Regs(coppa, gdpr, usOptOut),
        auctionType,
        tmaxMillis,
        currencies,
        categoryTaxonomy,
        blockedCategories,
        blockedDomains,
        allowedSeats,
        blockedSeats,
        test);
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

  private void readRequest() throws IOException {
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "id" -> id = in.text();
        case "imp" -> imps = readImps();
        case "site" -> readInventory(Inventory.Kind.SITE);
        case "app" -> readInventory(Inventory.Kind.APP);
        case "dooh" -> readInventory(Inventory.Kind.DOOH);
        case "device" -> device = readDevice();
        case "user" -> user = readUser();
        case "regs" -> readRegs();
        case "at" -> auctionType = in.integer(SECOND_PRICE);
        case "tmax" -> tmaxMillis = Math.max(0, in.integer(0));
        case "cur" -> currencies = in.upperTexts();
        case "cattax" -> categoryTaxonomy = in.integer(FIRST_TAXONOMY);
        case "bcat" -> blockedCategories = in.upperTexts();
        case "badv" -> blockedDomains = in.lowerTexts();
        case "wseat" -> allowedSeats = in.texts();
        case "bseat" -> blockedSeats = in.texts();
        case "test" -> test = in.isSetOrUnclear();
        default -> in.skip();
      }
    }
  }

  private List<Imp> readImps() throws IOException {
    if (in.token() == JsonToken.VALUE_NULL) {
      return List.of();
    }
    if (in.token() != JsonToken.START_ARRAY) {
      throw in.wrong("must be a list of 1.." + MAX_IMPS + " objects");
    }
    List<Imp> read = new ArrayList<>(4);
    while (in.next() != JsonToken.END_ARRAY) {
      if (read.size() == MAX_IMPS) {
        throw new InvalidRequestException("imp holds too many; allowed are 1.." + MAX_IMPS);
      }
      read.add(ImpReader.read(in));
    }
    return read;
  }

  private void readInventory(Inventory.Kind kind) throws IOException {
    if (!in.enterObject()) {
      return;
    }
    if (inventory.kind() != Inventory.Kind.UNKNOWN && inventory.kind() != kind) {
      throw in.wrong("must not be there beside another of site, app and dooh"); // 2.6, 3.2.1
    }
    String domain = "";
    String bundle = "";
    List<String> categories = new ArrayList<>();
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "domain" -> domain = in.textOrEmpty().toLowerCase(Locale.ROOT);
        case "bundle" -> bundle = in.textOrEmpty();
        case "cat", "sectioncat", "pagecat" -> categories.addAll(in.upperTexts());
        default -> in.skip();
      }
    }
    inventory = new Inventory(kind, domain, bundle, categories);
  }

  private Device readDevice() throws IOException {
    if (!in.enterObject()) {
      return Device.UNKNOWN;
    }
    String userAgent = "";
    String os = "";
    int type = 0;
    String country = "";
    String advertisingId = "";
    boolean limited = device.limited();
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "ua" -> userAgent = in.textOrEmpty();
        case "os" -> os = in.textOrEmpty();
        case "devicetype" -> type = in.integer(0);
        case "geo" -> country = readCountry();
        case "ifa" -> advertisingId = in.text();
        case "lmt", "dnt" -> limited |= in.isSetOrUnclear();
        default -> in.skip();
      }
    }
    return new Device(userAgent, os, type, country, advertisingId, limited);
  }

  private String readCountry() throws IOException {
    String country = "";
    if (in.enterObject()) {
      for (String name = in.nextMember(); name != null; name = in.nextMember()) {
        if (name.equals("country")) {
          country = Country.alpha3(in.textOrEmpty());
        } else {
          in.skip();
        }
      }
    }
    return country;
  }

  private User readUser() throws IOException {
    if (!in.enterObject()) {
      return User.UNKNOWN;
    }
    String userId = "";
    String buyerId = "";
    String country = "";
    String consent = "";
    String olderConsent = "";
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "id" -> userId = in.text();
        case "buyeruid" -> buyerId = in.text();
        case "geo" -> country = readCountry();
        case "consent" -> consent = in.textOrEmpty().trim();
        case "ext" -> olderConsent = readOlderConsent();
        default -> in.skip();
      }
    }
    return new User(userId, buyerId, country, consent.isEmpty() ? olderConsent : consent);
  }

  private String readOlderConsent() throws IOException {
    String consent = "";
    if (in.enterObject()) {
      for (String name = in.nextMember(); name != null; name = in.nextMember()) {
        if (name.equals("consent")) {
          consent = in.textOrEmpty().trim();
        } else {
          in.skip();
        }
      }
    }
    return consent;
  }

  /** Reads regs, and regs.ext where the same fields stood before 2.6. */
  private void readRegs() throws IOException {
    if (!in.enterObject()) {
      return;
    }
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "coppa" -> coppa |= in.isSetOrUnclear();
        case "gdpr" -> gdpr |= in.isSetOrUnclear();
        case "us_privacy" -> usOptOut |= isOptOut();
        case "ext" -> readRegs();
        default -> in.skip();
      }
    }
  }

  /**
   * Reads a US privacy string (IAB CCPA 1.0): version, notice given, opted out, covered by the
   * agreement; {@code 1---} where the law does not apply. What is not of that form counts as an
   * opt-out.
   */
  private boolean isOptOut() throws IOException {
    if (in.token() == JsonToken.VALUE_NULL) {
      return false;
    }
    String text = in.textOrEmpty();
    if (in.token() == JsonToken.VALUE_STRING && text.isEmpty()) {
      return false;
    }
    return text.length() != 4
        || text.charAt(0) != '1'
        || !isYesNoOrDash(text.charAt(1))
        || !isYesNoOrDash(text.charAt(3))
        || (text.charAt(2) != 'N' && text.charAt(2) != 'n' && text.charAt(2) != '-');
  }

  private static boolean isYesNoOrDash(char c) {
    return c == 'Y' || c == 'y' || c == 'N' || c == 'n' || c == '-';
  }
}
