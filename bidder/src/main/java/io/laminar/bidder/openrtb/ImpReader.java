package io.laminar.bidder.openrtb;

import java.util.List;

/** Reads one imp. */
final class ImpReader {

  static final String DEFAULT_CURRENCY = "USD"; // OpenRTB 2.6, 3.2.4 and 3.2.12

  private final JsonReader in;

  private String id = "";
  private Banner banner;
  private TimedMedia video;
  private TimedMedia audio;
  private NativeRequest nativeAd;
  private long floorMicros;
  private String floorCurrency = DEFAULT_CURRENCY;
  private boolean secure;
  private boolean interstitial;
  private boolean rewarded;
  private boolean privateAuction;
  private List<Deal> deals = List.of();
  private int expirySeconds;
  private long quantityMicros = Imp.ONE_IMPRESSION;

  private ImpReader(JsonReader in) {
    this.in = in;
  }

  /** Reads the imp on whose opening brace the reader stands. */
  static Imp read(JsonReader in) {
    if (!in.isObject()) {
      throw in.wrong("must be an object");
    }
    var reader = new ImpReader(in);
    reader.readMembers();
    if (reader.id.isEmpty()) {
      throw in.wrong("has no id; it must be a non-empty string");
    }
    return reader.imp();
  }

  /** Reads a currency; the default if none is given. */
  static String readCurrency(JsonReader in) {
    String currency = in.upperText();
    return currency.isEmpty() ? DEFAULT_CURRENCY : currency;
  }

  private Imp imp() {
    return new Imp(
        id,
        banner,
        video,
        audio,
        nativeAd,
        new Floor(floorMicros, floorCurrency),
        secure,
        interstitial,
        rewarded,
        privateAuction,
        deals,
        expirySeconds,
        quantityMicros);
  }

  private void readMembers() {
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "id" -> id = in.text();
        case "banner" -> banner = BannerReader.read(in);
        case "video" -> readVideo();
        case "audio" -> audio = MediaReader.read(in).media();
        case "native" -> nativeAd = NativeReader.read(in);
        case "bidfloor" -> floorMicros = in.cpmMicros();
        case "bidfloorcur" -> floorCurrency = readCurrency(in);
        case "secure" -> secure = in.isSetOrUnclear();
        case "instl" -> interstitial = in.isSet();
        case "rwdd" -> rewarded = in.isSet();
        case "pmp" -> readDeals();
        case "exp" -> expirySeconds = Math.max(0, in.integerOr(0));
        case "qty" -> readQuantity();
        case "ext" -> readOlderMembers();
        default -> in.skip();
      }
    }
  }

  private void readVideo() {
    MediaReader reader = MediaReader.read(in);
    video = reader.media();
    rewarded |= reader.isRewarded();
  }

  private void readDeals() {
    var reader = new DealsReader(in);
    reader.read();
    privateAuction |= reader.isPrivateAuction();
    deals = reader.deals();
  }

  private void readQuantity() {
    if (!in.enterObjectIfAny()) {
      return;
    }
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      if (name.equals("multiplier")) {
        long micros = in.cpmMicros(); // it multiplies a price, so it is as strict as one
        quantityMicros = micros == 0 ? Imp.ONE_IMPRESSION : micros;
      } else {
        in.skip();
      }
    }
  }

  /** What exchanges that do not know rwdd say instead, in ext or in ext.prebid. */
  private void readOlderMembers() {
    if (!in.enterObjectIfAny()) {
      return;
    }
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "rewarded", "rwdd", "is_rewarded_inventory" -> rewarded |= in.isSet();
        case "prebid" -> readOlderMembers();
        default -> in.skip();
      }
    }
  }
}
