package io.laminar.migration.ladder;

import io.laminar.migration.route.Policy;
import io.vertx.core.Future;

/**
 * Everybody who takes part in a migration, as the {@link Ladder} sees them: a record that is
 * written down, and a policy that they follow. A crew of one is a process by itself; a crew of many
 * agrees over a control plane.
 *
 * <p>Called on the ladder's context; may complete anywhere.
 */
public interface Crew {

  /** What was written down last, or the beginning. */
  Future<MigrationRecord> read(String name);

  /**
   * Writes down where the migration stands, before it goes there.
   *
   * @param policy what follows from the record; the same as before if only a note changes
   * @return fails if somebody else has written meanwhile
   */
  Future<Void> write(MigrationRecord record, Policy policy);

  /**
   * Makes everybody follow what was written down.
   *
   * @return done when everybody does and what they began under the policy before has ended; fails
   *     if somebody cannot follow, and then this process follows the policy before
   */
  Future<Void> install(MigrationRecord record, Policy policy);

  /** What this process follows. */
  Policy policy();

  /** Gives the connections back. */
  Future<Void> close();
}
