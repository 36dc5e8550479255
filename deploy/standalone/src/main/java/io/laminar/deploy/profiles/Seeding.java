package io.laminar.deploy.profiles;

import io.laminar.load.user.UserIds;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Progress;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the profiles of users 0 to n into any store, page by page. What the store holds already
 * stays: profiles are written as older than everything that was written through the kit.
 */
final class Seeding {

  /**
   * How it went.
   *
   * @param written profiles that were not there
   * @param kept users that had one already
   */
  record Result(long written, long kept) {}

  private static final int PAGE = 500;

  private final Vertx vertx;
  private final Context context;
  private final StoreAddress address;
  private final StoreLimits limits;
  private final int users;
  private final Pace pace;

  private long startedNanos;
  private int next;
  private volatile boolean stopped;
  private volatile long written; // by the context alone
  private volatile long kept; // by the context alone

  /**
   * @param perSecond profiles a second at most; 0 = unlimited
   */
  Seeding(Vertx vertx, StoreAddress address, StoreLimits limits, int users, int perSecond) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.address = address;
    this.limits = limits;
    this.users = users;
    this.pace = new Pace(vertx, perSecond, Time.SYSTEM::nanos);
  }

  /** Writes them. Any thread. */
  Future<Result> run() {
    Promise<Result> result = Promise.promise();
    startedNanos = System.nanoTime();
    context.runOnContext(here -> write().onComplete(result));
    return result.future();
  }

  /** Ends after the page that is being written. Any thread. */
  void stop() {
    stopped = true;
  }

  /** How far it is. Any thread. */
  Progress progress() {
    long done = written + kept;
    double seconds = (System.nanoTime() - startedNanos) / 1e9;
    return new Progress(done, users, done / seconds);
  }

  private Future<Result> write() {
    return address
        .open(vertx, limits)
        .compose(store -> Loop.until(() -> writePage(store)).eventually(store::close))
        .map(done -> new Result(written, kept));
  }

  private Future<Boolean> writePage(Store store) {
    if (stopped || next == users) {
      return Future.succeededFuture(true);
    }
    int from = next;
    next = Math.min(users, from + PAGE);
    List<KeyedEntry> page = new ArrayList<>(next - from);
    for (int user = from; user < next; user++) {
      page.add(
          new KeyedEntry(UserIds.of(user), Entry.of(Profiles.of(user, 0), Entry.LEGACY_VERSION)));
    }
    return store
        .putAllIfNewer(page)
        .compose(
            answers -> {
              long fresh = answers.stream().filter(Boolean::booleanValue).count();
              written += fresh;
              kept += answers.size() - fresh;
              return pace.after(answers.size());
            })
        .map(false);
  }
}
