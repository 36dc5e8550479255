package io.laminar.migration.verify;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Brings one key to the same value in both stores.
 *
 * <p>Where readers take the newer of both, the newer is right, and goes to the store that lacks it:
 * anything else would take back what somebody may have read, or was acknowledged by one store alone
 * in a step beside this one. Elsewhere the authority is right.
 *
 * <p>Where the authority holds the newer version, that very version is written: a live write under
 * way can only be newer. Where the other store holds what the authority does not know, it may be a
 * write that is half done (race R8), so nothing is touched until both stores have held the same for
 * longer than any write takes; then what is written beats exactly what was seen, by one version.
 * Belongs to one context.
 */
public final class Repair {

  private final Vertx vertx;
  private final Store authority;
  private final Store other;
  private final Right right;
  private final Duration quiet;
  private final LongSupplier nowMillis;

  /** What is right where the stores differ. */
  public enum Right {
    AUTHORITY,
    NEWER
  }

  /**
   * @param quiet longer than any write can be under way
   */
  public Repair(
      Vertx vertx,
      Store authority,
      Store other,
      Right right,
      Duration quiet,
      LongSupplier nowMillis) {
    this.vertx = vertx;
    this.authority = authority;
    this.other = other;
    this.right = right;
    this.quiet = quiet;
    this.nowMillis = nowMillis;
  }

  /** What came of it. */
  public enum Result {
    /** There was nothing to mend. */
    EQUAL,
    /** The other store was written. */
    MENDED,
    /** The key is being written, or the other store would not take it: look at it again later. */
    IN_FLUX
  }

  /** What both stores held under a key. */
  private record Seen(Entry wanted, Entry there) {

    boolean sameAs(Seen later) {
      return wanted.version() == later.wanted.version() && there.version() == later.there.version();
    }
  }

  /** Reads the key in both stores and mends a difference. */
  public Future<Result> repair(String key) {
    return look(key)
        .compose(
            seen -> {
              if (Difference.between(seen.wanted, seen.there, nowMillis.getAsLong()).isEmpty()) {
                return Future.succeededFuture(Result.EQUAL);
              }
              if (seen.wanted.version() > seen.there.version()) {
                return written(other.putIfNewer(key, seen.wanted));
              }
              if (right == Right.NEWER && seen.there.version() > seen.wanted.version()) {
                return written(authority.putIfNewer(key, seen.there));
              }
              return vertx
                  .timer(Math.max(1, quiet.toMillis()))
                  .compose(passed -> look(key))
                  .compose(
                      again ->
                          seen.sameAs(again)
                              ? overrule(key, again)
                              : Future.succeededFuture(Result.IN_FLUX));
            });
  }

  private Future<Seen> look(String key) {
    return other
        .getAll(List.of(key))
        .compose(
            // the authority is read second: what is written is then never older than what was seen
            there ->
                authority.getAll(List.of(key)).map(right -> new Seen(right.get(0), there.get(0))));
  }

  private Future<Result> overrule(String key, Seen seen) {
    return written(
        seen.wanted.isPresent()
            ? other.putIfNewer(key, seen.wanted.withVersion(seen.there.version() + 1))
            : other.purge(key, seen.there.version()));
  }

  /** A store that did not take it holds something newer by now, if only an expired entry. */
  private static Future<Result> written(Future<Boolean> write) {
    return write.map(done -> done ? Result.MENDED : Result.IN_FLUX);
  }
}
