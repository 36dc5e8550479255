package io.laminar.deploy.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How fast one pair was copied, in entries a second, one number for each round.
 *
 * @param raw by the clients alone
 * @param ours by the copier
 */
record CopyRounds(CopyPair pair, List<Double> raw, List<Double> ours) {

  /** What a copy must reach of the raw one; and of nobody, in entries a second. */
  static final double LEAST_RATIO = 0.7;

  static final double LEAST_RATE = 50_000;

  CopyRounds(CopyPair pair) {
    this(pair, new ArrayList<>(), new ArrayList<>());
  }

  /** Ours over the raw one, round by round. */
  Spread ratio() {
    return Spread.ofRatios(ours, raw);
  }

  boolean isFastEnough() {
    return ratio().median() >= LEAST_RATIO;
  }

  boolean isAboveRate() {
    return Spread.of(ours).median() > LEAST_RATE;
  }

  List<String> lines() {
    return List.of(
        pair.title(),
        String.format(Locale.ROOT, "  %-14s%s", "raw clients", Spread.of(raw).rounded()),
        String.format(
            Locale.ROOT,
            "  %-14s%-34s%s × raw clients",
            "copier",
            Spread.of(ours).rounded(),
            ratio().fine()),
        String.format(
            Locale.ROOT,
            "  goals: at least %.1f × raw clients: %s; above %,.0f a second: %s",
            LEAST_RATIO,
            outcome(isFastEnough()),
            LEAST_RATE,
            outcome(isAboveRate())));
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("pair", pair.label())
        .put("title", pair.title())
        .put("raw", side(raw))
        .put("copier", side(ours))
        .put("ratio", ratio().toJson())
        .put(
            "goals",
            new JsonObject()
                .put("ratio", LEAST_RATIO)
                .put("ratioOutcome", outcome(isFastEnough()))
                .put("perSecond", LEAST_RATE)
                .put("perSecondOutcome", outcome(isAboveRate())));
  }

  private static JsonObject side(List<Double> rates) {
    return new JsonObject()
        .put("perSecond", Spread.of(rates).toJson())
        .put("rounds", new JsonArray(new ArrayList<>(rates)));
  }

  private static String outcome(boolean met) {
    return met ? "met" : "missed";
  }
}
