package io.laminar.deploy.bench;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How far measurements of the same lie apart.
 *
 * @param median the middle one; with an even number, the mean of the two in the middle
 */
record Spread(double median, double min, double max) {

  /**
   * @throws IllegalArgumentException without a measurement
   */
  static Spread of(List<Double> measured) {
    if (measured.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    List<Double> sorted = measured.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
  }

  /**
   * One over the other, round by round: both sides of a ratio saw the same neighbours on the
   * machine.
   *
   * @throws IllegalArgumentException unless both have the same number of rounds
   */
  static Spread ofRatios(List<Double> measured, List<Double> base) {
    if (measured.size() != base.size()) {
      throw new IllegalArgumentException(
          "rounds differ: " + measured.size() + " over " + base.size());
    }
    List<Double> ratios = new ArrayList<>(base.size());
    for (int i = 0; i < base.size(); i++) {
      ratios.add(base.get(i) == 0 ? Double.NaN : measured.get(i) / base.get(i));
    }
    return of(ratios);
  }

  /** {@code 51,200 (49,800..53,000)}. */
  String rounded() {
    return String.format(Locale.ROOT, "%,.0f (%,.0f..%,.0f)", median, min, max);
  }

  /** {@code 0.65 (0.61..0.70)}. */
  String fine() {
    return String.format(Locale.ROOT, "%.2f (%.2f..%.2f)", median, min, max);
  }

  JsonObject toJson() {
    return new JsonObject().put("median", median).put("min", min).put("max", max);
  }
}
