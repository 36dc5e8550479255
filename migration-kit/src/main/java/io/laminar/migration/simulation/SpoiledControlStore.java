package io.laminar.migration.simulation;

import io.laminar.migration.fleet.AuditEvent;
import io.laminar.migration.fleet.ControlStore;
import io.laminar.migration.fleet.Draft;
import io.laminar.migration.fleet.Head;
import io.laminar.migration.fleet.Identity;
import io.laminar.migration.fleet.Publication;
import io.laminar.migration.fleet.Renewal;
import io.laminar.migration.fleet.Roster;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A member's control store that a {@link Mutant} makes wrong in one way. */
class SpoiledControlStore implements ControlStore {

  private final ControlStore store;

  SpoiledControlStore(ControlStore store) {
    this.store = store;
  }

  @Override
  public Future<Optional<Head>> head() {
    return store.head();
  }

  @Override
  public Future<List<Publication>> log(long from, int limit) {
    return store.log(from, limit);
  }

  @Override
  public Future<Publication> publish(Identity controller, Draft draft) {
    return store.publish(controller, draft);
  }

  @Override
  public Future<Void> check(Identity controller, Draft draft) {
    return store.check(controller, draft);
  }

  @Override
  public Future<Void> note(Identity controller, long number, String note, Optional<String> why) {
    return store.note(controller, number, note, why);
  }

  @Override
  public Future<AuditEvent> audit(String who, String what) {
    return store.audit(who, what);
  }

  @Override
  public Future<List<AuditEvent>> events(long from, int limit) {
    return store.events(from, limit);
  }

  @Override
  public Future<Renewal> register(Identity member, Duration lease) {
    return store.register(member, lease);
  }

  @Override
  public Future<Renewal> renew(Identity member, Duration lease, Says says) {
    return store.renew(member, lease, says);
  }

  @Override
  public Future<Void> acknowledge(Identity member, long number) {
    return store.acknowledge(member, number);
  }

  @Override
  public Future<List<String>> missing() {
    return store.missing();
  }

  @Override
  public Future<Void> leave(Identity member) {
    return store.leave(member);
  }

  @Override
  public Future<Void> forget(String name, String who) {
    return store.forget(name, who);
  }

  @Override
  public Future<Roster> roster() {
    return store.roster();
  }

  @Override
  public Future<Void> nudge() {
    return store.nudge();
  }

  @Override
  public void onChange(Runnable changed) {
    store.onChange(changed);
  }

  @Override
  public Future<Void> close() {
    return store.close();
  }
}
