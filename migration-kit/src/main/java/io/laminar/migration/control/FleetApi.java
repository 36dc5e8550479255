package io.laminar.migration.control;

import io.laminar.migration.fleet.ControlStore;
import io.laminar.migration.fleet.MemberRecord;
import io.laminar.migration.fleet.RefusedException;
import io.laminar.migration.fleet.RefusedException.Reason;
import io.laminar.migration.scan.Loop;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the admin API tells of a fleet: its members, and its log with the proof that nothing in it
 * was touched. Belongs to the control store's context.
 */
final class FleetApi {

  /** A status must come, also while the control store is away. */
  private static final long ROSTER_SECONDS = 3;

  private final ControlStore store;
  private final FleetCrew crew;

  FleetApi(ControlStore store, FleetCrew crew) {
    this.store = store;
    this.crew = crew;
  }

  /** Adds how this process takes part, and who else does. Never fails. */
  Future<JsonObject> addTo(JsonObject status) {
    status.put("member", crew.status().toJson());
    return store
        .roster()
        .timeout(ROSTER_SECONDS, TimeUnit.SECONDS)
        .map(roster -> status.put("number", roster.latest()).put("members", roster.toJson()))
        .recover(
            away ->
                Future.succeededFuture(
                    status.put("members", new JsonArray()).put("fleetProblem", message(away))));
  }

  /**
   * Where commands must go: empty if here. Fails if the control store is away, or while nobody has
   * taken the place of a controller without lease: who stands still answers nobody.
   */
  Future<Optional<String>> elsewhere() {
    return crew.acts()
        ? Future.succeededFuture(Optional.empty())
        : store
            .roster()
            .map(
                roster ->
                    roster
                        .controller()
                        .filter(other -> !other.identity().equals(crew.identity()))
                        .map(FleetApi::addressOfLive));
  }

  private static String addressOfLive(MemberRecord controller) {
    if (!controller.live()) {
      throw new RefusedException(
          Reason.WAITING,
          "%s moves this migration, and its lease has run out; another member takes its place with"
                  .formatted(controller.name())
              + " the next renewal of its own: try again");
    }
    return controller.identity().address();
  }

  /**
   * The log, checked from its beginning on.
   *
   * @param from the first number of a publication shown; events are shown from then on
   */
  Future<JsonObject> log(long from) {
    var check = new LogCheck(from);
    return Loop.until(() -> store.events(check.nextEvent(), LogCheck.PAGE).map(check::events))
        .compose(
            read -> // after the events: each was written under one that is read then
            Loop.until(
                    () ->
                        store.log(check.nextPublication(), LogCheck.PAGE).map(check::publications)))
        .map(read -> check.toJson());
  }

  /** Writes into the log what somebody orders. */
  Future<Void> audit(String who, String what) {
    return store.audit(who, what).mapEmpty();
  }

  /** Strikes off a member whose process is gone. */
  Future<Void> forget(String name, String who) {
    return store.forget(name, who);
  }

  /** Fails if it may not be struck off. */
  Future<Void> wouldForget(String name) {
    return store
        .roster()
        .map(
            roster -> {
              roster.requireForgettable(name);
              return null;
            });
  }

  private static String message(Throwable cause) {
    return String.valueOf(cause.getMessage());
  }
}
