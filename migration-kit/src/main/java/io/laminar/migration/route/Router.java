package io.laminar.migration.route;

import io.laminar.migration.store.Capabilities;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Overwrite;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.Weather;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The store that an application uses while its data moves: sends each operation where the current
 * step of the migration says.
 *
 * <p>With no migration running a read is one field read and a delegate call. Belongs to one event
 * loop, as every store does; {@link Member} changes the routes of all loops of a process. Reads
 * need no draining when a step changes: one that began before the change overlaps every write that
 * is acknowledged after it.
 */
public final class Router implements Store {

  private final Context context;
  private final Sides sides;
  private final HybridClock clock;
  private final Parking parking;
  private final Compiler compiler;
  private volatile Route route;
  private Future<Void> lastInstall = Future.succeededFuture();
  private Runnable leaving = () -> {};

  Router(
      Vertx vertx,
      Sides sides,
      HybridClock clock,
      int compareOneIn,
      ShadowReads.Findings findings,
      Standing standing,
      Followed followed) {
    this.context = vertx.getOrCreateContext();
    this.sides = sides;
    this.clock = clock;
    this.parking = new Parking(vertx, Parking.LIMIT);
    this.compiler = new Compiler(vertx, sides, parking, compareOneIn, findings, standing, clock);
    this.route = compiler.route(followed);
  }

  /**
   * Writes a value under a version of its own, newer than whatever is there.
   *
   * @param expiresAt milliseconds since the epoch, 0 = never
   * @return done when the write is acknowledged; after a failure it may have happened
   */
  public Future<Void> write(String key, Buffer value, long expiresAt) {
    return Overwrite.put(this, clock, key, version -> Entry.of(value, version, expiresAt));
  }

  /** Deletes under a version of its own. */
  public Future<Void> delete(String key) {
    return Overwrite.put(this, clock, key, Entry::tombstone);
  }

  @Override
  public String name() {
    return "router:" + route.common().store().name();
  }

  @Override
  public Future<Entry> get(String key) {
    return route.get(key);
  }

  @Override
  public Future<List<Entry>> getAll(List<String> keys) {
    return route.getAll(keys);
  }

  @Override
  public Future<Boolean> putIfNewer(String key, Entry entry) {
    return route.put(key, entry);
  }

  @Override
  public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    List<Future<Boolean>> puts = new ArrayList<>(entries.size());
    entries.forEach(keyed -> puts.add(putIfNewer(keyed.key(), keyed.entry())));
    return Future.join(puts).map(all -> all.<Boolean>list());
  }

  /**
   * Only while one store alone is written: two stores cannot compare at one instant. The same holds
   * for {@link #add}.
   */
  @Override
  public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
    return route.compareAndSet(key, expected, next);
  }

  /** Refused: removing without a trace is for jobs, which use the stores themselves. */
  @Override
  public Future<Boolean> purge(String key, long version) {
    return Future.failedFuture(
        new UnsupportedOperationException(
            name() + ": purge(" + key + ") leaves no tombstone; delete it instead"));
  }

  @Override
  public Future<List<String>> ranges(int wanted) {
    return route.common().store().ranges(wanted);
  }

  @Override
  public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
    return route.common().store().scan(range, cursor, sinceVersion, limit);
  }

  @Override
  public Future<Integer> sweep(int limit) {
    return route.common().store().sweep(limit);
  }

  @Override
  public Future<Long> estimateSize() {
    return route.common().store().estimateSize();
  }

  /**
   * The side that this loop reads all keys from now, which is the one that {@link #scan} walks;
   * empty while reads come from both, or from none.
   */
  public Optional<Side> readsFrom() {
    ReadPolicy reads = route.common().cell().reads();
    return reads instanceof ReadPolicy.Only only
            && !route.policy().any(cell -> !cell.reads().equals(reads))
        ? Optional.of(only.side())
        : Optional.empty();
  }

  /** Those of the store that is read. */
  @Override
  public Capabilities capabilities() {
    return route.common().store().capabilities();
  }

  /** That of the store that is read. */
  @Override
  public Weather weather() {
    return route.common().store().weather();
  }

  /** Leaves its member and gives the connections back. */
  @Override
  public Future<Void> close() {
    leaving.run();
    return sides.close();
  }

  /** How the stores do that are open here. Any thread. */
  List<SideWeather> weatherOfSides() {
    return sides.weather();
  }

  /** What to do first when it is closed. */
  void onClose(Runnable leave) {
    leaving = leave;
  }

  /** What the router does now. Any thread. */
  Policy policy() {
    return route.policy();
  }

  /**
   * Changes to another policy, after the changes asked for before. Any thread.
   *
   * @return done when the stores it needs are open, new operations follow it, and the writes begun
   *     before have ended; if a store cannot be opened nothing changes
   */
  Future<Void> install(Followed followed) {
    Promise<Void> installed = Promise.promise();
    context.runOnContext(
        here -> {
          lastInstall = lastInstall.transform(before -> change(followed));
          lastInstall.onComplete(installed);
        });
    return installed.future();
  }

  private Future<Void> change(Followed followed) {
    Policy policy = followed.policy();
    return sides
        .openFor(policy)
        .compose(
            open -> {
              Route previous = route;
              route = compiler.route(followed);
              if (!policy.any(Cell::parks)) {
                parking.release(route::put);
              }
              return previous.retire();
            });
  }
}
