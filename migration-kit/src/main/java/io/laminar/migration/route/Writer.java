package io.laminar.migration.route;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Carries out a {@link WritePolicy} on open stores. */
interface Writer {

  /**
   * Writes if newer.
   *
   * @return whether the store that is read took it as newer; fails if the write must not count as
   *     acknowledged, and then it may or may not have happened
   */
  Future<Boolean> put(String key, Entry entry);

  /**
   * Compiles a policy.
   *
   * @param lostMarks counts the marks that a journal did not take
   */
  static Writer of(WritePolicy policy, Sides sides, AtomicLong lostMarks) {
    if (policy instanceof WritePolicy.Only only) {
      return sides.store(only.side())::putIfNewer;
    }
    if (policy instanceof WritePolicy.Both both) {
      return new AuthorityFirst(
          sides.store(both.authority()),
          sides.store(both.authority().other()),
          new Marks(sides.journal(both.authority()), lostMarks));
    }
    Side read = ((WritePolicy.Strict) policy).read();
    return new InBoth(
        sides.store(read), sides.store(read.other()), new Marks(sides.journal(read), lostMarks));
  }

  /** The authority, then the other; what the other did not take is journalled. */
  record AuthorityFirst(Store authority, Store other, Marks marks) implements Writer {

    @Override
    public Future<Boolean> put(String key, Entry entry) {
      return authority
          .putIfNewer(key, entry)
          // it may have arrived all the same: then the other store lacks it
          .recover(failure -> marks.add(key).transform(marked -> Future.failedFuture(failure)))
          .compose(
              written ->
                  other
                      .putIfNewer(key, entry)
                      .recover(failure -> marks.add(key).map(false))
                      .map(written));
    }
  }

  /** First the store that nobody of this step reads, then the one that all read. */
  record InBoth(Store read, Store other, Marks marks) implements Writer {

    @Override
    public Future<Boolean> put(String key, Entry entry) {
      return other
          .putIfNewer(key, entry)
          .compose(done -> read.putIfNewer(key, entry))
          // one store may have it and the other not: compare the key before reads move
          .recover(failure -> marks.add(key).transform(marked -> Future.failedFuture(failure)));
    }
  }
}
