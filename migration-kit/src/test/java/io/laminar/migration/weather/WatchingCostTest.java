package io.laminar.migration.weather;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.laminar.migration.store.Capabilities;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What watching adds to a look-up, in bytes: a request's path must not pay for it. */
class WatchingCostTest {

  private static final int LOOK_UPS = 100_000;

  private final EventLoop loop = new EventLoop();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void addsNothingToALookUpWhileOthersAreWatched() {
    Promise<Entry> pending = Promise.promise();
    Store store = watched(pending.future());
    for (int i = 0; i < WatchedStore.WATCHES; i++) {
      store.get("k"); // takes a watch each, and gives none back
    }

    assertThat(bytesOf(store)).isLessThan(LOOK_UPS); // less than a byte for each
  }

  @Test
  void addsAtMostASmallObjectToALookUpThatIsWatchedToItsEnd() {
    Store store = watched(Future.succeededFuture(Entry.ABSENT));

    // nothing once it is compiled; how soon that is depends on the machine
    assertThat(bytesOf(store)).isLessThan(32L * LOOK_UPS);
  }

  private long bytesOf(Store store) {
    return loop.call(
        () -> {
          ask(store); // loads what is needed
          long before = threads.getCurrentThreadAllocatedBytes();
          ask(store);
          return Future.succeededFuture(threads.getCurrentThreadAllocatedBytes() - before);
        });
  }

  private static void ask(Store store) {
    for (int i = 0; i < LOOK_UPS; i++) {
      store.get("k");
    }
  }

  private Store watched(Future<Entry> answer) {
    return loop.call(
        () ->
            Future.succeededFuture(
                WatchedStore.of(
                    loop.vertx(),
                    new Answering(answer),
                    "here",
                    Duration.ofSeconds(1),
                    WeatherLimits.DEFAULTS)));
  }

  /** Gives the same future for every look-up, so that it allocates nothing itself. */
  private record Answering(Future<Entry> answer) implements Store {

    @Override
    public String name() {
      return "answering";
    }

    @Override
    public Future<Entry> get(String key) {
      return answer;
    }

    @Override
    public Future<List<Entry>> getAll(List<String> keys) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Boolean> putIfNewer(String key, Entry entry) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Boolean> purge(String key, long version) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<String>> ranges(int wanted) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Integer> sweep(int limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Long> estimateSize() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Capabilities capabilities() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
