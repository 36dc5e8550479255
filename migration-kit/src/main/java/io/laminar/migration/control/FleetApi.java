package io.laminar.migration.control;

import io.laminar.migration.fleet.AuditLog;
import io.laminar.migration.fleet.ControlStore;
import io.laminar.migration.fleet.Publication;
import io.laminar.migration.fleet.Roster;
import io.laminar.migration.scan.Loop;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the admin API tells of a fleet: its members, and the log of its publications with the proof
 * that nothing in it was touched. Belongs to the control store's context.
 */
final class FleetApi {

  private static final int PAGE = 1_000;

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

  /** Where commands must go: empty if here. Fails if the control store is away. */
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
                        .map(other -> other.identity().address()));
  }

  /**
   * The log, checked from its first publication on.
   *
   * @param from the first number shown
   */
  Future<JsonObject> log(long from) {
    var check = new Check(from);
    return Loop.until(() -> store.log(check.next, PAGE).map(check::take))
        .map(read -> check.toJson());
  }

  /** Strikes off a member whose process is gone. */
  Future<Void> forget(String name) {
    return store.forget(name);
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

  /** All members. */
  Future<Roster> roster() {
    return store.roster();
  }

  private static String message(Throwable cause) {
    return String.valueOf(cause.getMessage());
  }

  /** Walks along the log. */
  private static final class Check {

    private final long from;
    private final JsonArray shown = new JsonArray();
    private long next = 1;
    private long verified;
    private Optional<Publication> last = Optional.empty();
    private Optional<String> broken = Optional.empty();

    Check(long from) {
      this.from = from;
    }

    /** True if that was the last page. */
    boolean take(List<Publication> page) {
      if (broken.isEmpty()) {
        AuditLog.Verdict verdict = AuditLog.verify(last, page);
        verified += verdict.checked();
        broken = verdict.broken();
      }
      for (Publication publication : page) {
        if (publication.number() >= from) {
          shown.add(json(publication));
        }
        last = Optional.of(publication);
      }
      next = last.map(Publication::number).orElse(0L) + 1;
      return page.size() < PAGE;
    }

    JsonObject toJson() {
      return new JsonObject()
          .put("publications", shown)
          .put("verified", verified)
          .put("broken", broken.orElse(""));
    }
  }

  private static JsonObject json(Publication publication) {
    return new JsonObject()
        .put("number", publication.number())
        .put("at", Instant.EPOCH.plus(publication.atMicros(), ChronoUnit.MICROS).toString())
        .put("who", publication.who())
        .put("why", publication.why())
        .put("document", new JsonObject(publication.document()))
        .put("binding", publication.binding())
        .put("previousHash", publication.previousHash())
        .put("hash", publication.hash());
  }
}
