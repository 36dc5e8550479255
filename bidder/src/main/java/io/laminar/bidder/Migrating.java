package io.laminar.bidder;

import io.laminar.migration.control.MigrationService;
import io.laminar.migration.fleet.FleetStatus;
import io.laminar.migration.ladder.LadderStatus;
import io.laminar.migration.route.Member;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The migration of the profiles, as a bidder takes part in it.
 *
 * @param member whose routers the bidder reads profiles through, one for each event loop
 * @param fleet how the process shares the migration with others; empty if it does not
 * @param status asks where the migration stands; empty if nobody moves it from here
 */
public record Migrating(
    Member member,
    Supplier<Optional<FleetStatus>> fleet,
    Supplier<Future<Optional<LadderStatus>>> status) {

  /** Profiles that nobody moves. */
  public static Migrating nowhere(Member member) {
    return new Migrating(member, Optional::empty, () -> Future.succeededFuture(Optional.empty()));
  }

  /** The migration of this process. */
  public static Migrating of(MigrationService service) {
    return new Migrating(
        service.member(), service::fleet, () -> service.ladder().status().map(Optional::of));
  }
}
