package io.laminar.deploy.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Locale;

/**
 * What a number means nothing without.
 *
 * @param loadBefore how many threads of the whole machine wanted to run when it began, over a
 *     minute; negative if unknown
 * @param loadAfter the same at its end
 */
record Conditions(Machine machine, double loadBefore, double loadAfter) {

  /** Of a run that began with this load and ends now. */
  static Conditions since(double loadBefore) throws IOException {
    return new Conditions(Machine.here(), loadBefore, Machine.loadAverage());
  }

  /** The load, for people. */
  String load() {
    return String.format(
        Locale.ROOT, "load average %.1f before, %.1f after", loadBefore, loadAfter);
  }

  /** For programs. */
  JsonObject toJson() {
    return new JsonObject()
        .put("machine", machine.toJson())
        .put("loadAverageBefore", loadBefore)
        .put("loadAverageAfter", loadAfter);
  }
}
