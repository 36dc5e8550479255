package io.laminar.deploy.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was measured of one store.
 *
 * @param place the store
 * @param entries it was filled with
 * @param rates a second, one for each round
 * @param failures why something was not measured; it is then left out of all rounds
 */
record StoreRounds(
    StorePlace place,
    int entries,
    Map<StoreMeasure, List<Double>> rates,
    Map<StoreMeasure, String> failures) {

  StoreRounds(StorePlace place, int entries) {
    this(place, entries, new EnumMap<>(StoreMeasure.class), new EnumMap<>(StoreMeasure.class));
  }

  void add(StoreMeasure measure, double perSecond) {
    rates.computeIfAbsent(measure, first -> new ArrayList<>()).add(perSecond);
  }

  /** Something cannot be measured here: what was measured of it does not count. */
  void fail(StoreMeasure measure, String why) {
    rates.remove(measure);
    failures.put(measure, why);
  }

  boolean hasFailed(StoreMeasure measure) {
    return failures.containsKey(measure);
  }

  boolean has(StoreMeasure measure) {
    return rates.containsKey(measure);
  }

  /** How much faster than a base, round by round. */
  Spread ratio(StoreMeasure measure, StoreMeasure base) {
    return Spread.ofRatios(rates.get(measure), rates.get(base));
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, %,d entries; raw: %s",
            place.title(),
            entries,
            place.engine().client()));
    rates.forEach((measure, measured) -> lines.add(line(measure, measured)));
    failures.forEach(
        (measure, why) -> lines.add("  " + measure.title() + ": not measured: " + why));
    StoreGoal.ALL.forEach(goal -> lines.add(goal.line(this)));
    return lines;
  }

  private String line(StoreMeasure measure, List<Double> measured) {
    List<String> ratios = new ArrayList<>();
    for (StoreMeasure base : measure.bases(rates.keySet())) {
      ratios.add(ratio(measure, base).fine() + " × " + base.title());
    }
    return String.format(
            Locale.ROOT,
            "  %-24s  %-32s%s",
            measure.title(),
            Spread.of(measured).rounded(),
            String.join("; ", ratios))
        .stripTrailing();
  }

  JsonObject toJson() {
    var measures = new JsonObject();
    rates.forEach(
        (measure, measured) -> {
          var ratios = new JsonObject();
          for (StoreMeasure base : measure.bases(rates.keySet())) {
            ratios.put(base.label(), ratio(measure, base).toJson());
          }
          measures.put(
              measure.label(),
              new JsonObject()
                  .put("perSecond", Spread.of(measured).toJson())
                  .put("rounds", new JsonArray(new ArrayList<>(measured)))
                  .put("ratioTo", ratios));
        });
    var notMeasured = new JsonObject();
    failures.forEach((measure, why) -> notMeasured.put(measure.label(), why));
    return new JsonObject()
        .put("engine", place.engine().label())
        .put("title", place.title())
        .put("raw", place.engine().client())
        .put("entries", entries)
        .put("measures", measures)
        .put("notMeasured", notMeasured)
        .put(
            "goals", new JsonArray(StoreGoal.ALL.stream().map(goal -> goal.toJson(this)).toList()));
  }
}
