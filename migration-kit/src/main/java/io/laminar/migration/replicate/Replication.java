package io.laminar.migration.replicate;

import io.laminar.migration.route.Side;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;

/**
 * The servers' own replication between the two stores of a migration: one leads and takes writes,
 * the other follows and refuses them to everybody but the leader.
 *
 * <p>Whoever calls decides which one leads. Every method may be called again after it failed, or
 * after the process that called it died: it finds out what is there and does what is missing.
 * Futures fail with a {@link io.laminar.migration.store.StoreException} that names the server.
 * Belongs to one context; one call at a time.
 */
public interface Replication {

  /** Opens what a migration needs; the servers are reached when they are first asked. */
  interface Opener {

    /**
     * Opens on the current context.
     *
     * @param permitted asked right before each command that changes a server; none is sent if it
     *     says no
     */
    Replication open(Vertx vertx, BooleanSupplier permitted);
  }

  /** How the follower stands to the leader. */
  enum State {
    /** There is no connection between them. */
    APART,
    /** Connected; the follower does not have everything yet. */
    COPYING,
    /** The follower has what the leader had, but for the lag. */
    FOLLOWING
  }

  /**
   * How the follower stands to the leader.
   *
   * @param lagBytes how far behind it is, in bytes of the leader's log; negative if not known
   * @param why why it does not follow, or how far the copy is; empty if it follows
   */
  record Standing(State state, long lagBytes, String why) {

    public static Standing apart(String why) {
      return new Standing(State.APART, -1, why);
    }

    public static Standing copying(String howFar) {
      return new Standing(State.COPYING, -1, howFar);
    }

    public static Standing following(long lagBytes) {
      return new Standing(State.FOLLOWING, Math.max(0, lagBytes), "");
    }
  }

  /**
   * Looks whether the new server can follow the old one, and later the old one the new one. Changes
   * nothing.
   *
   * @param mayOverwrite true if what the new store holds was left by an earlier attempt
   * @return fails with everything that is in the way and what to do about it
   */
  Future<Void> check(boolean mayOverwrite);

  /** Makes the one server take writes and the other one follow it; does not wait until it does. */
  Future<Void> follow(Side leader);

  /** How the other one stands to the leader. */
  Future<Standing> standing(Side leader);

  /** Makes the leader refuse writes, where the engine can without a change of roles. */
  Future<Void> hold(Side leader);

  /** A position in the leader's log behind everything that was written before. */
  Future<Long> position(Side leader);

  /** True if the follower durably has everything up to a position of the leader's log. */
  Future<Boolean> reached(Side follower, long position);

  /** Makes a server take writes, whatever it followed. */
  Future<Void> release(Side side);

  /** Leaves nothing behind on either server: neither follows the other, and both take writes. */
  Future<Void> end();

  /** Gives the connections back. */
  Future<Void> close();
}
