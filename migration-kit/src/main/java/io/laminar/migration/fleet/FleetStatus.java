package io.laminar.migration.fleet;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * How a member stands.
 *
 * @param state what it does
 * @param installed the number of the publication that it follows; 0 = none yet
 * @param latest the newest publication that it has heard of
 * @param controller true if it may publish
 * @param leaseLeft how much longer its lease holds; negative: for how long it has not
 * @param live members that hold a lease, as it heard last
 * @param silent members whose lease has run out
 * @param problem what keeps it from its work, in words; empty if nothing
 * @param wallAhead how far this machine's wall clock is ahead of the fleet's time
 */
public record FleetStatus(
    Identity identity,
    State state,
    long installed,
    long latest,
    boolean controller,
    Duration leaseLeft,
    int live,
    int silent,
    String problem,
    Duration wallAhead) {

  /** Why it is not as it should be; empty if all is well. */
  public Optional<String> warning() {
    return state == State.SAFE_MODE
        ? Optional.of(
            "in safe mode: its lease has run out" + (problem.isEmpty() ? "" : " (" + problem + ")"))
        : Optional.empty();
  }

  /** What a member does. */
  public enum State {
    /** Follows its plan. */
    SERVING,
    /** Its lease has run out: keeps itself safe beside any plan until it has caught up. */
    SAFE_MODE,
    /** Has ended its part. */
    LEFT
  }

  /** For machines. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("name", identity.name())
        .put("state", state.name())
        .put("installed", installed)
        .put("latest", latest)
        .put("controller", controller)
        .put("leaseLeftMillis", leaseLeft.toMillis())
        .put("problem", problem)
        .put("wallClockAheadMillis", wallAhead.toMillis());
  }
}
