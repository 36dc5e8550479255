package io.laminar.bidder.openrtb;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads one imp. */
final class ImpReader {

  private static final String DEFAULT_CURRENCY = "USD"; // OpenRTB 2.6, 3.2.4 and 3.2.12

  private final JsonReader in;

  private String id = "";
  private Banner banner;
  private TimedMedia video;
  private TimedMedia audio;
  private NativeRequest nativeAd;
  private long floorMicros;
  private String floorCurrency = DEFAULT_CURRENCY;
  private boolean secure;
  private boolean privateAuction;
  private List<Deal> deals = List.of();

  private ImpReader(JsonReader in) {
    this.in = in;
  }

  /** Reads the imp on whose opening brace the reader stands. */
  static Imp read(JsonReader in) throws IOException {
    if (in.token() != JsonToken.START_OBJECT) {
      throw in.wrong("must be an object");
    }
    var reader = new ImpReader(in);
    reader.readMembers();
    if (reader.id.isEmpty()) {
      throw in.wrong("has no id; it must be a non-empty string");
    }
    return reader.imp();
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
        privateAuction,
        deals);
  }

  private void readMembers() throws IOException {
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "id" -> id = in.text();
        case "banner" -> banner = readBanner();
        case "video" -> video = readMedia();
        case "audio" -> audio = readMedia();
        case "native" -> nativeAd = NativeReader.read(in);
        case "bidfloor" -> floorMicros = in.cpmMicros();
        case "bidfloorcur" -> floorCurrency = readCurrency();
        case "secure" -> secure = in.isSetOrUnclear();
        case "pmp" -> readDeals();
        default -> in.skip();
      }
    }
  }

  private String readCurrency() throws IOException {
    String currency = in.text().trim().toUpperCase(Locale.ROOT);
    return currency.isEmpty() ? DEFAULT_CURRENCY : currency;
  }

  private Banner readBanner() throws IOException {
    if (!in.enterObject()) {
      return null;
    }
    int w = 0;
    int h = 0;
    int[] range = new int[4];
    List<Size> sizes = new ArrayList<>(4);
    List<Integer> blockedTypes = List.of();
    List<Integer> blockedAttributes = List.of();
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "w" -> w = in.integer(0);
        case "h" -> h = in.integer(0);
        case "wmin" -> range[0] = in.integer(0);
        case "hmin" -> range[1] = in.integer(0);
        case "wmax" -> range[2] = in.integer(0);
        case "hmax" -> range[3] = in.integer(0);
        case "format" -> in.each(() -> readFormat(sizes));
        case "btype" -> blockedTypes = in.integers();
        case "battr" -> blockedAttributes = in.integers();
        default -> in.skip();
      }
    }
    var size = new Size(w, h);
    SizeRange sizeRange = sizeRange(size, range);
    if (size.isKnown() && sizeRange == null && !sizes.contains(size)) {
      sizes.add(size);
    }
    return new Banner(sizes, sizeRange, blockedTypes, blockedAttributes);
  }

  /**
   * OpenRTB 2.3, 3.2.3: with a maximum or minimum, w and h are only the preferred size. A side that
   * is not given ends at the preferred size.
   */
  private static SizeRange sizeRange(Size preferred, int[] range) {
    if (range[0] <= 0 && range[1] <= 0 && range[2] <= 0 && range[3] <= 0) {
      return null;
    }
    return new SizeRange(
        new Size(orElse(range[0], preferred.w()), orElse(range[1], preferred.h())),
        new Size(
            orElse(range[2], orElse(preferred.w(), Integer.MAX_VALUE)),
            orElse(range[3], orElse(preferred.h(), Integer.MAX_VALUE))));
  }

  private static int orElse(int value, int whenNotPositive) {
    return value > 0 ? value : whenNotPositive;
  }

  private void readFormat(List<Size> sizes) throws IOException {
    if (!in.enterObject()) {
      return;
    }
    int w = 0;
    int h = 0;
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "w" -> w = in.integer(0);
        case "h" -> h = in.integer(0);
        default -> in.skip();
      }
    }
    var size = new Size(w, h);
    if (size.isKnown()) {
      sizes.add(size);
    }
  }

  private TimedMedia readMedia() throws IOException {
    if (!in.enterObject()) {
      return null;
    }
    List<String> mimes = List.of();
    List<Integer> protocols = new ArrayList<>(4);
    List<Integer> requiredDurations = List.of();
    List<Integer> blockedAttributes = List.of();
    int minDuration = 0;
    int maxDuration = Integer.MAX_VALUE;
    boolean linear = true;
    long microsPerSecond = 0;
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "mimes" -> mimes = in.lowerTexts();
        // The single protocol is how it was written before 2.3.
        case "protocol", "protocols" -> protocols.addAll(in.integers());
        case "minduration" -> minDuration = in.integer(0);
        // A maximum of 0 is how some senders say that they have none.
        case "maxduration", "poddur" ->
            maxDuration = Math.min(maxDuration, orElse(in.integer(0), Integer.MAX_VALUE));
        case "rqddurs" -> requiredDurations = in.integers();
        case "mincpmpersec" -> microsPerSecond = in.cpmMicros();
        case "linearity" -> linear = in.integer(1) != 2;
        case "battr" -> blockedAttributes = in.integers();
        default -> in.skip();
      }
    }
    return new TimedMedia(
        mimes,
        protocols,
        minDuration,
        maxDuration,
        requiredDurations,
        linear,
        microsPerSecond,
        blockedAttributes);
  }

  private void readDeals() throws IOException {
    if (!in.enterObject()) {
      return;
    }
    List<Deal> read = new ArrayList<>(2);
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "private_auction" -> privateAuction = in.isSetOrUnclear();
        case "deals" -> in.each(() -> readDeal(read));
        default -> in.skip();
      }
    }
    deals = read;
  }

  private void readDeal(List<Deal> read) throws IOException {
    if (!in.enterObject()) {
      return;
    }
    String dealId = "";
    long micros = 0;
    String currency = DEFAULT_CURRENCY;
    List<String> seats = List.of();
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "id" -> dealId = in.text();
        case "bidfloor" -> micros = in.cpmMicros();
        case "bidfloorcur" -> currency = readCurrency();
        case "wseat", "wseats" -> seats = in.texts();
        default -> in.skip();
      }
    }
    if (dealId.isEmpty()) {
      throw in.wrong("has no id; it must be a non-empty string");
    }
    read.add(new Deal(dealId, new Floor(micros, currency), seats));
  }
}
