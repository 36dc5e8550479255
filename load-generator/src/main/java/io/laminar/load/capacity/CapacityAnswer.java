package io.laminar.load.capacity;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How many machines are needed; {@link #toString} is the answer for people.
 *
 * @param points what it is computed from
 */
public record CapacityAnswer(CapacityOptions options, List<Point> points, Fit fit) {

  /** Fits the law to the points. */
  public static CapacityAnswer of(CapacityOptions options, List<Point> points) {
    return new CapacityAnswer(options, points, Fit.of(points));
  }

  /** Machines for the target; empty if no number of them does it. */
  public OptionalLong machines() {
    return machines(fit.law());
  }

  /** The lowest and the highest answer when one of the points is left out. */
  public Fit.Range range() {
    if (options.ofMachines()) {
      return fit.needed(options.target());
    }
    OptionalLong lowest = machines();
    OptionalLong highest = lowest;
    for (ScalabilityLaw other : fit.others()) {
      OptionalLong needed = machines(other);
      if (needed.isPresent() && lowest.isPresent()) {
        lowest = OptionalLong.of(Math.min(lowest.getAsLong(), needed.getAsLong()));
        highest = OptionalLong.of(Math.max(highest.getAsLong(), needed.getAsLong()));
      }
    }
    return new Fit.Range(lowest, highest);
  }

  public JsonObject toJson() {
    var measured = new JsonArray();
    for (Point point : points) {
      measured.add(
          new JsonObject()
              .put("count", point.count())
              .put("rate", point.rate())
              .put("fitted", fit.law().rate(point.count())));
    }
    var json =
        new JsonObject()
            .put("unit", options.ofMachines() ? "machines" : "connections")
            .put("points", measured)
            .put("lambda", fit.law().lambda())
            .put("sigma", fit.law().sigma())
            .put("kappa", fit.law().kappa())
            .put("relativeError", fit.error())
            .put("rSquared", fit.rSquared())
            .put("target", options.target())
            .put("headroom", options.headroom());
    machines().ifPresent(machines -> json.put("machines", machines));
    range().lowest().ifPresent(lowest -> json.put("machinesLowest", lowest));
    range().highest().ifPresent(highest -> json.put("machinesHighest", highest));
    return json;
  }

  @Override
  public String toString() {
    String unit = options.ofMachines() ? "machines" : "connections";
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(Locale.ROOT, "%12s %14s %14s %8s", unit, "measured/s", "fitted/s", "off"));
    for (Point point : points) {
      double fitted = fit.law().rate(point.count());
      lines.add(
          String.format(
              Locale.ROOT,
              "%,12.0f %,14.0f %,14.0f %+7.1f%%",
              point.count(),
              point.rate(),
              fitted,
              100 * (fitted / point.rate() - 1)));
    }
    lines.add("");
    lines.add("universal scalability law: " + fit.law());
    lines.add(
        String.format(
            Locale.ROOT,
            "error of the fit: %.1f%% (root mean square), R² = %.4f, %d points",
            100 * fit.error(),
            fit.rSquared(),
            points.size()));
    lines.add(peak(unit));
    lines.add(answer());
    return String.join(System.lineSeparator(), lines);
  }

  private String peak(String unit) {
    ScalabilityLaw law = fit.law();
    return Double.isInfinite(law.peakCount())
        ? String.format(Locale.ROOT, "no peak: more %s never do less", unit)
            + (Double.isInfinite(law.peakRate())
                ? ""
                : String.format(Locale.ROOT, ", but never above %,.0f/s", law.peakRate()))
        : String.format(
            Locale.ROOT,
            "peak: %,.0f/s with %,.0f %s",
            law.peakRate(),
            Math.max(1, law.peakCount()),
            unit);
  }

  private String answer() {
    OptionalLong machines = machines();
    String target = String.format(Locale.ROOT, "%,.0f requests/s", options.target());
    if (machines.isEmpty()) {
      return "for " + target + ": no number of machines is enough" + trust();
    }
    String how =
        options.ofMachines()
            ? ""
            : String.format(
                Locale.ROOT,
                " like this one, %.0f%% of each kept free, if machines share nothing that slows"
                    + " them",
                100 * options.headroom());
    return String.format(
        Locale.ROOT,
        "for %s: %,d machine%s%s%s",
        target,
        machines.getAsLong(),
        machines.getAsLong() == 1 ? "" : "s",
        how,
        trust());
  }

  private String trust() {
    if (fit.others().isEmpty()) {
      return "; three points always fit, so nothing is known about the error";
    }
    Fit.Range range = range();
    if (range.lowest().isEmpty()) {
      return ", whichever point is left out";
    }
    return "; with any one point left out, "
        + range.lowest().getAsLong()
        + " to "
        + (range.highest().isPresent() ? range.highest().getAsLong() : "never enough");
  }

  private OptionalLong machines(ScalabilityLaw law) {
    if (options.ofMachines()) {
      return law.needed(options.target());
    }
    double most = points.stream().mapToDouble(Point::count).max().orElse(1);
    // beyond what was measured a law without a peak promises too much
    double peak = law.rate(Math.min(Math.max(1, law.peakCount()), most));
    return OptionalLong.of((long) Math.ceil(options.target() / (peak * (1 - options.headroom()))));
  }
}
