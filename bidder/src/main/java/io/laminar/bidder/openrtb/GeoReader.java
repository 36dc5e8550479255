package io.laminar.bidder.openrtb;

import java.util.Locale;

/** Reads a place. */
final class GeoReader {

  private static final int MOST_LATITUDE = 90;
  private static final int MOST_LONGITUDE = 180;
  private static final int MOST_OFFSET_MINUTES = 14 * 60;

  private GeoReader() {}

  /** Reads the object on which the reader stands. */
  static Geo read(JsonReader in) {
    if (!in.enterObject()) {
      return Geo.UNKNOWN;
    }
    String country = "";
    String region = "";
    String city = "";
    int lat = Geo.UNKNOWN_NUMBER;
    int lon = Geo.UNKNOWN_NUMBER;
    int offset = Geo.UNKNOWN_NUMBER;
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "country" -> country = Country.alpha3(in.wordOrEmpty());
        case "region" -> region = regionOf(in.wordOrEmpty());
        case "city" -> city = in.lowerOrEmpty();
        case "lat" -> lat = in.microDegrees(MOST_LATITUDE);
        case "lon" -> lon = in.microDegrees(MOST_LONGITUDE);
        case "utcoffset" -> offset = offsetOf(in.integerOr(Geo.UNKNOWN_NUMBER));
        default -> in.skip();
      }
    }
    // 0, 0 lies in the Gulf of Guinea; it is what senders write who do not know.
    boolean nowhere = lat == 0 && lon == 0;
    return new Geo(
        country,
        region,
        city,
        nowhere ? Geo.UNKNOWN_NUMBER : lat,
        nowhere ? Geo.UNKNOWN_NUMBER : lon,
        offset);
  }

  /** {@code CA} of {@code US-CA}. */
  private static String regionOf(String text) {
    String region = text.trim().toUpperCase(Locale.ROOT);
    return region.length() > 3 && region.charAt(2) == '-' ? region.substring(3) : region;
  }

  private static int offsetOf(int minutes) {
    return Math.abs((long) minutes) <= MOST_OFFSET_MINUTES ? minutes : Geo.UNKNOWN_NUMBER;
  }
}
