package io.laminar.migration.route;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Function;

/**
 * A policy compiled for one event loop, and the writes under way in it. Only what is read by other
 * threads is immutable; the rest belongs to the loop.
 */
final class Route {

  private final Policy policy;
  private final Store readStore;
  private final Function<String, Future<Entry>> reader;
  private final Writer writer;
  private final Promise<Void> drained = Promise.promise();
  private int writesUnderWay;
  private boolean retired;

  Route(Policy policy, Store readStore, Function<String, Future<Entry>> reader, Writer writer) {
    this.policy = policy;
    this.readStore = readStore;
    this.reader = reader;
    this.writer = writer;
  }

  Policy policy() {
    return policy;
  }

  /** The store that reads come from. */
  Store readStore() {
    return readStore;
  }

  Future<Entry> get(String key) {
    return reader.apply(key);
  }

  Future<Boolean> put(String key, Entry entry) {
    return underWay(writer.put(key, entry));
  }

  Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
    if (!(policy.write() instanceof WritePolicy.Only)) {
      return Future.failedFuture(
          new UnsupportedOperationException(
              "compare-and-set of " + key + ": not while writes go to " + policy.write()));
    }
    return underWay(readStore.compareAndSet(key, expected, next));
  }

  /** No new operation will come; done when the writes under way have ended. */
  Future<Void> retire() {
    retired = true;
    if (writesUnderWay == 0) {
      drained.tryComplete();
    }
    return drained.future();
  }

  private Future<Boolean> underWay(Future<Boolean> write) {
    writesUnderWay++;
    return write.onComplete(ended -> writeEnded());
  }

  private void writeEnded() {
    writesUnderWay--;
    if (retired && writesUnderWay == 0) {
      drained.tryComplete();
    }
  }
}
