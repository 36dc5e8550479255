package io.laminar.migration.control;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second process away from a migration whose control store cannot hold a fleet: whoever
 * takes part holds a key there and writes it anew again and again.
 *
 * <p>Only whether the key still changes counts, seen by the clock of whoever waits for it, so that
 * no two clocks are compared. A process that ended in order takes the key away; after a crash its
 * successor waits for one lease. Belongs to the control store's context.
 */
final class SoleLease {

  private static final Logger LOG = LoggerFactory.getLogger(SoleLease.class);
  private static final int RENEWALS = 4;

  private final Vertx vertx;
  private final Store control;
  private final HybridClock clock;
  private final String key;
  private final String migration;
  private final String holder;
  private final Duration lease;
  private Entry held = Entry.ABSENT;
  private long timer;
  private boolean renewing;

  private SoleLease(
      Vertx vertx,
      Store control,
      HybridClock clock,
      String migration,
      String holder,
      Duration lease) {
    this.vertx = vertx;
    this.control = control;
    this.clock = clock;
    this.migration = migration;
    this.key = migration + ".holder";
    this.holder = holder + " " + UUID.randomUUID();
    this.lease = lease;
  }

  /**
   * Takes the key, once nobody else renews it.
   *
   * @param holder who this is, for the message that another gets
   * @return fails if another process goes on renewing it, or the control store is away
   */
  static Future<SoleLease> take(
      Vertx vertx,
      Store control,
      HybridClock clock,
      String migration,
      String holder,
      Duration lease) {
    var sole = new SoleLease(vertx, control, clock, migration, holder, lease);
    return control
        .get(sole.key)
        .compose(
            found -> {
              clock.observe(Math.max(0, found.version()));
              return isHeld(found) ? sole.outwait(found) : sole.write(found);
            })
        .map(
            taken -> {
              sole.timer =
                  vertx.setPeriodic(Math.max(1, lease.toMillis() / RENEWALS), tick -> sole.renew());
              return sole;
            });
  }

  /** Gives the key back. Never fails: if the control store is away a successor waits instead. */
  Future<Void> release() {
    vertx.cancelTimer(timer);
    Entry gone = Entry.tombstone(clock.next());
    return control.compareAndSet(key, held, gone).<Void>mapEmpty().otherwiseEmpty();
  }

  private static boolean isHeld(Entry found) {
    return found.isPresent() && !found.tombstone();
  }

  private Future<Void> outwait(Entry found) {
    LOG.info("{} is held; waits for one lease whether its holder is still there", migration);
    return vertx
        .timer(Math.max(1, lease.toMillis()))
        .compose(waited -> control.get(key))
        .compose(
            later ->
                isHeld(later) && later.version() != found.version()
                    ? Future.failedFuture(taken(later))
                    : write(later));
  }

  private Future<Void> write(Entry expected) {
    Entry mine = Entry.of(new JsonObject().put("holder", holder).toBuffer(), clock.next());
    return control
        .compareAndSet(key, expected, mine)
        .compose(
            written -> {
              if (!written) {
                return Future.failedFuture(taken(expected));
              }
              held = mine;
              return Future.succeededFuture();
            });
  }

  private void renew() {
    if (renewing) {
      return;
    }
    renewing = true;
    control
        .get(key)
        // an attempt whose outcome was not heard may have been written
        .compose(found -> isOurs(found) ? write(found) : Future.failedFuture(taken(found)))
        .onComplete(
            done -> {
              renewing = false;
              if (done.failed()) {
                LOG.warn("{}: {}", migration, done.cause().getMessage());
              }
            });
  }

  private boolean isOurs(Entry found) {
    return isHeld(found) && found.value().toString().contains(holder);
  }

  private IllegalStateException taken(Entry other) {
    Buffer value = isHeld(other) ? other.value() : Buffer.buffer("another process");
    return new IllegalStateException(
        "migration "
            + migration
            + " is taken part in by "
            + value
            + ": only one process can share "
            + control.name()
            + " as its control store; stop it, or name a PostgreSQL (migration.control)");
  }
}
