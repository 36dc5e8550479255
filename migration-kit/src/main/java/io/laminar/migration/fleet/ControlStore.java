package io.laminar.migration.fleet;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a fleet agrees on: the publications of one migration, the members and their leases.
 *
 * <p>Leases are decided by the store's own clock. Everything that changes something is one
 * transaction that excludes all others of the migration, so that nobody can be enrolled, renewed or
 * acknowledged between the look at the members and the publication that rests on it.
 *
 * <p>An instance belongs to one context; its futures complete there. Every operation ends within
 * the store's deadline; it fails with a {@link io.laminar.migration.store.StoreException} if the
 * store is away, and with a {@link RefusedException} if the rules do not allow it.
 */
public interface ControlStore {

  /** The newest publication; empty if there is none yet. */
  Future<Optional<Head>> head();

  /**
   * Publications in order.
   *
   * @param from the first number wanted
   */
  Future<List<Publication>> log(long from, int limit);

  /**
   * Publishes the next plan, if it may follow (see {@link Rules}). The very first needs no member.
   *
   * @return fails with {@link RefusedException} if it may not
   */
  Future<Publication> publish(Identity controller, Draft draft);

  /** Fails as {@link #publish} would, and publishes nothing. */
  Future<Void> check(Identity controller, Draft draft);

  /**
   * Notes something down beside the newest publication, replacing the note that was there.
   *
   * @param number the publication that it belongs to; refused if another is newest
   * @param why in words, if it is an event for the log; empty if it is none
   */
  Future<Void> note(Identity controller, long number, String note, Optional<String> why);

  /**
   * Writes an event into the log, for whoever asks.
   *
   * @param who ordered it, as they call themselves
   * @param what in words
   */
  Future<AuditEvent> audit(String who, String what);

  /**
   * Events in order.
   *
   * @param from the first number wanted
   */
  Future<List<AuditEvent>> events(long from, int limit);

  /**
   * Enrols a member, with a lease and no acknowledgement.
   *
   * @return refused while another process of that name holds a lease
   */
  Future<Renewal> register(Identity member, Duration lease);

  /** Renews a member's lease and keeps what it says of itself. */
  Future<Renewal> renew(Identity member, Duration lease, Says says);

  /**
   * What a member says of itself.
   *
   * @param alone true if it knows of no other member, so that it goes on as it is whether it can be
   *     reached or not; nothing may follow without it
   */
  record Says(boolean alone, JsonObject report) {}

  /**
   * Notes that a member has installed a publication and ended what it began under the one before.
   *
   * @return refused if its lease has run out, or if more than one publication has followed
   */
  Future<Void> acknowledge(Identity member, long number);

  /** Who may still act under a publication before the newest one, in words; empty if nobody. */
  Future<List<String>> missing();

  /** Strikes a member off the list that ends in order: it has no operation under way any more. */
  Future<Void> leave(Identity member);

  /**
   * Strikes a member off the list whose process is known to be gone; an event for the log.
   *
   * @param who strikes it off
   * @return refused while it holds a lease
   */
  Future<Void> forget(String name, String who);

  /** All members. */
  Future<Roster> roster();

  /** Makes all members report at once, as if something had changed. */
  Future<Void> nudge();

  /** What to do when something may have changed; called on the store's context, maybe in vain. */
  void onChange(Runnable changed);

  /** Gives the connections back. */
  Future<Void> close();
}
