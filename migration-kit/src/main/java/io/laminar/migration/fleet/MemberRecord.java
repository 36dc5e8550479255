package io.laminar.migration.fleet;

import io.vertx.core.json.JsonObject;

/**
 * What the control store knows of one member. Times are in microseconds since the epoch, by the
 * control store's clock.
 *
 * @param acknowledged the newest publication that it has installed and said so; 0 = none yet
 * @param leaseUntilMicros when its lease runs out, or ran out
 * @param reportedMicros when the report was made
 * @param report what it says of itself
 * @param alone true if it said that it knows of no other
 * @param gap true from when its lease was renewed after it had run out until it acknowledges again
 * @param live true if its lease had not run out when this was read
 * @param controller true if it is the one that may publish
 */
public record MemberRecord(
    Identity identity,
    long acknowledged,
    long leaseUntilMicros,
    long reportedMicros,
    JsonObject report,
    boolean alone,
    boolean gap,
    boolean live,
    boolean controller) {

  /** What people call it. */
  public String name() {
    return identity.name();
  }

  /** For machines. */
  JsonObject toJson(long nowMicros) {
    return new JsonObject()
        .put("name", name())
        .put("address", identity.address())
        .put("live", live)
        .put("controller", controller)
        .put("acknowledged", acknowledged)
        .put("leaseLeftMillis", (leaseUntilMicros - nowMicros) / 1_000)
        .put("reportAgeMillis", (nowMicros - reportedMicros) / 1_000)
        .put("report", report);
  }
}
