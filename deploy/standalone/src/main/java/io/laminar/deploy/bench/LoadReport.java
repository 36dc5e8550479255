package io.laminar.deploy.bench;

import io.vertx.core.json.JsonObject;

/**
 * What a load tool saw.
 *
 * @param requests answered in all
 * @param broken requests that got no answer: connections that failed, timeouts
 * @param refused answers with a status other than 2xx or 3xx
 */
record LoadReport(
    double perSecond,
    long requests,
    double p50Millis,
    double p99Millis,
    long broken,
    long refused) {

  JsonObject toJson() {
    return new JsonObject()
        .put("perSecond", perSecond)
        .put("requests", requests)
        .put("p50Millis", p50Millis)
        .put("p99Millis", p99Millis)
        .put("broken", broken)
        .put("refused", refused);
  }
}
