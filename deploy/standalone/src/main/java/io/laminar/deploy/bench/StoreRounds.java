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
 * @param name of the engine, for people
 * @param copiedTo the engine that copies went to
 * @param rates a second, one for each round
 */
record StoreRounds(String name, String copiedTo, Map<StoreMeasure, List<Double>> rates) {

  StoreRounds(String name, String copiedTo) {
    this(name, copiedTo, new EnumMap<>(StoreMeasure.class));
  }

  void add(StoreMeasure measure, double perSecond) {
    rates.computeIfAbsent(measure, first -> new ArrayList<>()).add(perSecond);
  }

  /** How much faster than a base, round by round. */
  Spread ratio(StoreMeasure measure, StoreMeasure base) {
    return Spread.ofRatios(rates.get(measure), rates.get(base));
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(name);
    rates.forEach(
        (measure, measured) -> {
          String title =
              measure == StoreMeasure.COPY ? measure.title() + " to " + copiedTo : measure.title();
          List<String> ratios = new ArrayList<>();
          for (StoreMeasure base : measure.bases()) {
            if (rates.containsKey(base)) {
              ratios.add(ratio(measure, base).fine() + " × " + base.title());
            }
          }
          lines.add(
              String.format(
                      Locale.ROOT,
                      "  %-30s  %-32s%s",
                      title,
                      Spread.of(measured).rounded(),
                      String.join("; ", ratios))
                  .stripTrailing());
        });
    return lines;
  }

  JsonObject toJson() {
    var measures = new JsonObject();
    rates.forEach(
        (measure, measured) -> {
          var ratios = new JsonObject();
          for (StoreMeasure base : measure.bases()) {
            if (rates.containsKey(base)) {
              ratios.put(base.label(), ratio(measure, base).toJson());
            }
          }
          measures.put(
              measure.label(),
              new JsonObject()
                  .put("perSecond", Spread.of(measured).toJson())
                  .put("rounds", new JsonArray(new ArrayList<>(measured)))
                  .put("ratioTo", ratios));
        });
    return new JsonObject().put("engine", name).put("copiedTo", copiedTo).put("measures", measures);
  }
}
