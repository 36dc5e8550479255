package io.laminar.deploy.bench;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/**
 * What a store must reach beside the client that it is built on.
 *
 * @param least the smallest ratio of the median that reaches it
 */
record StoreGoal(StoreMeasure measure, StoreMeasure base, double least) {

  static final List<StoreGoal> ALL =
      List.of(
          new StoreGoal(StoreMeasure.JOINED, StoreMeasure.RAW_POOLED, 1.5),
          new StoreGoal(StoreMeasure.SINGLE, StoreMeasure.RAW_SINGLE, 0.9));

  /** Whether it was reached. */
  enum Outcome {
    MET,
    MISSED,
    NOT_COMPARABLE
  }

  Outcome of(StoreRounds rounds) {
    if (!rounds.has(measure) || !rounds.has(base)) {
      return Outcome.NOT_COMPARABLE;
    }
    return rounds.ratio(measure, base).median() >= least ? Outcome.MET : Outcome.MISSED;
  }

  /** For people. */
  String line(StoreRounds rounds) {
    Outcome outcome = of(rounds);
    String seen =
        outcome == Outcome.NOT_COMPARABLE
            ? "not comparable, one of them was not measured"
            : outcome.name().toLowerCase(Locale.ROOT) + ", " + rounds.ratio(measure, base).fine();
    return String.format(
        Locale.ROOT,
        "  goal: %s at least %.1f × %s: %s",
        measure.title(),
        least,
        base.title(),
        seen);
  }

  /** For programs. */
  JsonObject toJson(StoreRounds rounds) {
    return new JsonObject()
        .put("measure", measure.label())
        .put("base", base.label())
        .put("least", least)
        .put("outcome", of(rounds).name().toLowerCase(Locale.ROOT));
  }
}
