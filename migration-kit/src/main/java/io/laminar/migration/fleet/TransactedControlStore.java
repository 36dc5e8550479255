package io.laminar.migration.fleet;

import io.laminar.migration.fleet.Decisions.Answer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * What all control stores have in common that run each {@link Decisions decision} as a transaction
 * of its own.
 */
abstract class TransactedControlStore implements ControlStore {

  private final String migration;
  private final List<Runnable> changed = new CopyOnWriteArrayList<>();

  /**
   * @param migration the one that it is about
   */
  TransactedControlStore(String migration) {
    this.migration = migration;
  }

  /** Runs a transaction that excludes all others of this migration. */
  abstract <T> Future<T> exclusively(String operation, Function<Tables, Future<Answer<T>>> work);

  @Override
  public final Future<Publication> publish(Identity controller, Draft draft) {
    return exclusively(
        "publish", tables -> Decisions.publish(tables, migration, controller, draft));
  }

  @Override
  public final Future<Void> check(Identity controller, Draft draft) {
    return exclusively("check", tables -> Decisions.check(tables, controller, draft));
  }

  @Override
  public final Future<Void> note(
      Identity controller, long number, String note, Optional<String> why) {
    return exclusively(
        "note", tables -> Decisions.note(tables, migration, controller, number, note, why));
  }

  @Override
  public final Future<AuditEvent> audit(String who, String what) {
    return exclusively("audit", tables -> Decisions.audit(tables, migration, who, what));
  }

  @Override
  public final Future<Renewal> register(Identity member, Duration lease) {
    return exclusively("register", tables -> Decisions.register(tables, member, lease));
  }

  @Override
  public final Future<Renewal> renew(Identity member, Duration lease, Says says) {
    return exclusively("renew", tables -> Decisions.renew(tables, member, lease, says));
  }

  @Override
  public final Future<Void> acknowledge(Identity member, long number) {
    return exclusively("acknowledge", tables -> Decisions.acknowledge(tables, member, number));
  }

  @Override
  public final Future<List<String>> missing() {
    return exclusively("read who is missing", Decisions::missing);
  }

  @Override
  public final Future<Void> leave(Identity member) {
    return exclusively("leave", tables -> Decisions.leave(tables, member));
  }

  @Override
  public final Future<Void> forget(String name, String who) {
    return exclusively("forget", tables -> Decisions.forget(tables, migration, name, who));
  }

  @Override
  public final void onChange(Runnable whenChanged) {
    changed.add(whenChanged);
  }

  /** Tells those who asked for it. */
  final void tellChanged() {
    changed.forEach(Runnable::run);
  }

  /** Tells nobody any more. */
  final void forgetListeners() {
    changed.clear();
  }
}
