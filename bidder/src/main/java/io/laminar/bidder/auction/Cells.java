package io.laminar.bidder.auction;

import io.laminar.bidder.campaign.Place;
import java.util.function.IntConsumer;

/** The Earth in cells of one degree: where a circle may be looked for. */
final class Cells {

  private static final int MERIDIANS = 360;
  private static final int PARALLELS = 180;
  private static final double MICROS = 1e6;

  /** Circles of more cells are checked for everybody whose place is known. */
  private static final int MOST = 400;

  private Cells() {}

  /** The cell of a point. */
  static int of(int latMicros, int lonMicros) {
    return of((int) Math.floor(latMicros / MICROS), (int) Math.floor(lonMicros / MICROS), 0);
  }

  private static int of(int lat, int lon, int further) {
    return (lat + PARALLELS / 2) * MERIDIANS + Math.floorMod(lon + further, MERIDIANS);
  }

  /**
   * Tells each cell that the circle may touch.
   *
   * @return false, with none told, if there are too many
   */
  static boolean each(Place.Circle circle, IntConsumer told) {
    double degrees = circle.radiusMeters() / Place.Circle.DEGREE_METERS + 1 / MICROS;
    double lat = circle.latMicros() / MICROS;
    double lon = circle.lonMicros() / MICROS;
    double farthest = Math.abs(lat) + degrees;
    if (farthest >= 89) {
      return false;
    }
    // a circle's easternmost point is not at its centre's parallel, but nearer to the pole
    double wide = degrees / Math.cos(Math.toRadians(farthest));
    int south = (int) Math.floor(lat - degrees);
    int north = (int) Math.floor(lat + degrees);
    int west = (int) Math.floor(lon - wide);
    int east = (int) Math.floor(lon + wide);
    if ((north - south + 1) * (east - west + 1) > MOST || east - west >= MERIDIANS) {
      return false;
    }
    for (int y = south; y <= north; y++) {
      for (int x = west; x <= east; x++) {
        told.accept(of(y, x, 0));
      }
    }
    return true;
  }
}
