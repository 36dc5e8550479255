package io.laminar.bidder.campaign;

/** A part of the world. */
public sealed interface Place {

  /**
   * By name.
   *
   * @param country ISO-3166 alpha-3
   * @param region ISO-3166-2 without the country, upper case; empty: the whole country
   * @param city lower case; empty: the whole region
   */
  record Area(String country, String region, String city) implements Place {}

  /**
   * By distance from a point.
   *
   * @param latMicros millionths of a degree
   * @param lonMicros millionths of a degree
   * @param radiusMeters along the surface of the Earth
   */
  record Circle(int latMicros, int lonMicros, int radiusMeters) implements Place {

    private static final double EARTH_METERS = 6_371_008.8;

    /** One degree of latitude. */
    public static final double DEGREE_METERS = EARTH_METERS * Math.PI / 180;

    /** True if the point is not farther away than the radius (haversine). */
    public boolean contains(int otherLatMicros, int otherLonMicros) {
      double lat1 = Math.toRadians(latMicros / 1e6);
      double lat2 = Math.toRadians(otherLatMicros / 1e6);
      double halfLat = Math.sin((lat2 - lat1) / 2);
      double halfLon = Math.sin(Math.toRadians((otherLonMicros - (double) lonMicros) / 1e6) / 2);
      double a = halfLat * halfLat + Math.cos(lat1) * Math.cos(lat2) * halfLon * halfLon;
      return 2 * EARTH_METERS * Math.asin(Math.min(1, Math.sqrt(a))) <= radiusMeters;
    }
  }
}
