package io.laminar.migration.fleet;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What a control store keeps for one migration, inside a transaction that excludes all others: it
 * ends when the future of the work ends. Only {@link Decisions} uses it.
 */
public interface Tables {

  /** All members now, with the clock read now. */
  Future<Roster> roster();

  /** The hash of the newest publication; empty if there is none. */
  String newestHash();

  /** Publications from a number on, all of them. */
  Future<List<Publication>> logFrom(long number);

  /** Adds the next publication, with its first note. */
  Future<Void> append(Publication next, String note);

  Future<Void> note(String note);

  /** The newest event; empty if there is none. */
  Future<Optional<AuditEvent>> newestEvent();

  /** Adds the next event. */
  Future<Void> append(AuditEvent next);

  /** Makes a member the controller. */
  Future<Void> appoint(Identity member);

  /** Puts a member on the list, or in the place of another of its name. */
  Future<Void> enrol(Identity member, long leaseUntilMicros, long nowMicros);

  /**
   * @param alone true if the member knows of no other
   * @param gap true if the lease had run out, now or at an earlier renewal since it acknowledged
   */
  Future<Void> renew(
      Identity member,
      long leaseUntilMicros,
      long nowMicros,
      JsonObject report,
      boolean alone,
      boolean gap);

  /** Also ends a gap. */
  Future<Void> acknowledge(Identity member, long number);

  Future<Void> strike(String name);

  /** Tells everybody, once the transaction is committed, that something has changed. */
  Future<Void> tell();
}
