package io.laminar.migration.route;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.vertx.core.Future;
import java.util.List;

/**
 * A cell that writes both stores, in a process that others can go on without: it does what the
 * policy says while the process has its {@link Standing}, and else what is safe beside any step.
 *
 * <p>Safe beside any step is a write that is acknowledged when both stores have it, whichever of
 * them others trust by now, and a read of both that answers with the newer entry.
 */
final class Guarded {

  private static final int ATTEMPTS = 3;

  private Guarded() {}

  /** A read that began in time may be answered late: it overlaps what was written meanwhile. */
  record Reads(Reader asPlanned, Reader safe, Standing standing) implements Reader {

    @Override
    public Future<Entry> get(String key) {
      return (standing.holds() ? asPlanned : safe).get(key);
    }

    @Override
    public Future<List<Entry>> getAll(List<String> keys) {
      return (standing.holds() ? asPlanned : safe).getAll(keys);
    }
  }

  /**
   * Reads beside parked writes: as soon as a process has lost its standing, others may write the
   * store that it does not read. So what was not answered before that is no answer.
   */
  record Heard(Reader asPlanned, Standing standing) implements Reader {

    @Override
    public Future<Entry> get(String key) {
      return standing.holds()
          ? asPlanned.get(key).compose(entry -> ifStillHeard(key, entry))
          : unheard(key);
    }

    @Override
    public Future<List<Entry>> getAll(List<String> keys) {
      return standing.holds()
          ? asPlanned.getAll(keys).compose(entries -> ifStillHeard(keys.get(0), entries))
          : unheard(keys.get(0));
    }

    private <T> Future<T> ifStillHeard(String key, T answer) {
      return standing.holds() ? Future.succeededFuture(answer) : unheard(key);
    }

    private static <T> Future<T> unheard(String key) {
      return Future.failedFuture(
          new FrozenException(
              "read",
              key,
              "the stores were just being switched when this process lost its lease, and others"
                  + " may have gone on without it; try again when it has caught up"));
    }
  }

  /**
   * To both stores, whichever of them others read: a write that one of them takes for older than
   * what it has is no write.
   */
  record Everywhere(Store one, Store other, Marks marks) implements Writer {

    @Override
    public Future<Boolean> put(String key, Entry entry) {
      return one.putIfNewer(key, entry)
          .compose(first -> other.putIfNewer(key, entry).map(second -> first && second))
          // one store may have it and the other not
          .recover(failure -> marks.add(key).transform(marked -> Future.failedFuture(failure)));
    }
  }

  /**
   * A write counts only if the process had its standing to the end of it, and if it was not under
   * way for longer than others believe: a half of it may have been taken for a leftover and mended
   * (race R8). Otherwise it is made again, safely and as a newer write.
   */
  record Writes(Writer asPlanned, Writer safe, Standing standing, HybridClock clock)
      implements Writer {

    @Override
    public Future<Boolean> put(String key, Entry entry) {
      if (!standing.holds()) {
        return putSafely(key, entry, ATTEMPTS);
      }
      long begunNanos = standing.nanos();
      return asPlanned
          .put(key, entry)
          .compose(
              written ->
                  standing.holds() && standing.isInTime(begunNanos)
                      ? Future.succeededFuture(written)
                      : again(key, entry, ATTEMPTS));
    }

    private Future<Boolean> again(String key, Entry entry, int attemptsLeft) {
      return putSafely(key, entry.withVersion(clock.next()), attemptsLeft);
    }

    private Future<Boolean> putSafely(String key, Entry entry, int attemptsLeft) {
      long begunNanos = standing.nanos();
      return safe.put(key, entry)
          .compose(
              written -> {
                if (standing.isInTime(begunNanos)) {
                  return Future.succeededFuture(written);
                }
                return attemptsLeft > 1
                    ? again(key, entry, attemptsLeft - 1)
                    : Future.failedFuture(tooSlow(key));
              });
    }

    private static StoreException tooSlow(String key) {
      return new StoreException(
          StoreException.Kind.LATE,
          "both stores",
          "put " + key,
          "took too long "
              + ATTEMPTS
              + " times; try again, the write may have happened, and see what stops this process",
          null);
    }
  }
}
