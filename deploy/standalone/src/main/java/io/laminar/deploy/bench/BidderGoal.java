package io.laminar.deploy.bench;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * What the bidder must reach, and whether it did.
 *
 * @param what is to be reached, with its bound
 * @param seen in words
 */
record BidderGoal(String what, boolean met, String seen) {

  static BidderGoal atLeast(double bound, String what, Spread seen) {
    return new BidderGoal(what + " at least " + bound, seen.median() >= bound, seen.fine());
  }

  static BidderGoal atMost(double bound, String what, Spread seen) {
    return new BidderGoal(what + " at most " + bound, seen.median() <= bound, seen.fine());
  }

  String line() {
    return String.format(Locale.ROOT, "  goal: %s: %s, %s", what, met ? "met" : "missed", seen);
  }

  JsonObject toJson() {
    return new JsonObject().put("goal", what).put("met", met).put("seen", seen);
  }
}
