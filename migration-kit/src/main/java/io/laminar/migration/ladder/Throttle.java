package io.laminar.migration.ladder;

import io.vertx.core.json.JsonObject;

/**
 * How fast jobs may go, and why.
 *
 * @param most entries a second at most; 0 = unlimited
 * @param now entries a second now; 0 = unlimited
 * @param least entries a second however slow live traffic is
 * @param objectiveMicros the 99th percentile of live traffic that jobs keep below; 0 = they do not
 *     care
 * @param seenMicros the one that was seen last; 0 = none yet, or too few operations
 * @param why why it is not the most, in words; empty if it is
 */
public record Throttle(
    int most, int now, int least, long objectiveMicros, long seenMicros, String why) {

  /** Jobs go as fast as they can. */
  public static final Throttle NONE = new Throttle(0, 0, 0, 0, 0, "");

  /** For machines. */
  JsonObject toJson() {
    return new JsonObject()
        .put("most", most)
        .put("now", now)
        .put("least", least)
        .put("objectiveMicros", objectiveMicros)
        .put("seenMicros", seenMicros)
        .put("why", why);
  }
}
