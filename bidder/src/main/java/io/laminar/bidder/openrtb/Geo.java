package io.laminar.bidder.openrtb;

/**
 * A place (OpenRTB 2.6, 3.2.19); texts are empty if not given.
 *
 * @param country ISO-3166 alpha-3, empty if not given or unknown
 * @param region ISO-3166-2 without the country, upper case
 * @param city lower case
 * @param latMicros millionths of a degree, or {@link #UNKNOWN_NUMBER}
 * @param lonMicros the same
 * @param utcOffsetMinutes local time less UTC, or {@link #UNKNOWN_NUMBER}
 */
public record Geo(
    String country,
    String region,
    String city,
    int latMicros,
    int lonMicros,
    int utcOffsetMinutes) {

  public static final int UNKNOWN_NUMBER = Integer.MIN_VALUE;

  public static final Geo UNKNOWN =
      new Geo("", "", "", UNKNOWN_NUMBER, UNKNOWN_NUMBER, UNKNOWN_NUMBER);

  /** A hundredth of a degree, about 1.1 km: what privacy laws do not call a precise place. */
  private static final int COARSE_MICROS = 10_000;

  /** True if latitude and longitude are known. */
  public boolean hasPoint() {
    return latMicros != UNKNOWN_NUMBER && lonMicros != UNKNOWN_NUMBER;
  }

  /** True if the offset from UTC is known. */
  public boolean hasUtcOffset() {
    return utcOffsetMinutes != UNKNOWN_NUMBER;
  }

  /** The same place, its point cut to hundredths of a degree. */
  public Geo coarse() {
    return hasPoint()
        ? new Geo(
            country,
            region,
            city,
            latMicros / COARSE_MICROS * COARSE_MICROS,
            lonMicros / COARSE_MICROS * COARSE_MICROS,
            utcOffsetMinutes)
        : this;
  }
}
