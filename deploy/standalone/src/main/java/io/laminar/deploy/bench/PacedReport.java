package io.laminar.deploy.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What our generator saw at a steady rate, from the intended start of each request.
 *
 * @param asked requests a second that were to be sent
 * @param answered requests a second that were
 * @param faults why it says nothing about the server; empty if it does
 */
record PacedReport(
    double asked, double answered, double p50Millis, double p99Millis, List<String> faults) {

  PacedReport {
    faults = List.copyOf(faults);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("asked", asked)
        .put("answered", answered)
        .put("p50Millis", p50Millis)
        .put("p99Millis", p99Millis)
        .put("faults", new JsonArray(faults));
  }
}
