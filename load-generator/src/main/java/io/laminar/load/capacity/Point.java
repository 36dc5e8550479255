package io.laminar.load.capacity;

/**
 * What was measured.
 *
 * @param count machines, or requests under way at a time; above 0
 * @param rate requests a second, above 0
 */
public record Point(double count, double rate) {
  public Point {
    if (!(count > 0 && rate > 0 && Double.isFinite(count + rate))) {
      throw new IllegalArgumentException(
          "a point must have a count and a rate above 0, was " + count + "=" + rate);
    }
  }
}
