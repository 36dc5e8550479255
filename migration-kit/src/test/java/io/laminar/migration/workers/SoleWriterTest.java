package io.laminar.migration.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.ForwardingStore;
import io.laminar.migration.store.MemoryStore;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SoleWriterTest {

  private final EventLoop loop = new EventLoop();
  private final MemoryStore.Server server = new MemoryStore.Server();
  private final Store store = new MemoryStore(loop.vertx(), server, "checkpoints");

  @AfterEach
  void close() {
    loop.close();
  }

  private static Entry value(String text, long version) {
    return Entry.of(Buffer.buffer(text), version);
  }

  private static SoleWriter writer(Store store, Entry held) {
    return new SoleWriter(store, "k", held);
  }

  @Test
  void writesAgainAndAgainWhileNobodyElseDoes() {
    SoleWriter writer = writer(store, Entry.ABSENT);

    assertThat(loop.call(() -> writer.putIfNewer("k", value("one", 1)))).isTrue();
    assertThat(loop.call(() -> writer.putIfNewer("k", value("two", 2)))).isTrue();

    assertThat(server.entries()).containsEntry("k", value("two", 2));
  }

  @Test
  void losesTheKeyToWhoeverWroteLast() {
    SoleWriter first = writer(store, Entry.ABSENT);
    loop.call(() -> first.putIfNewer("k", value("first", 1)));
    SoleWriter second = writer(store, value("first", 1));
    loop.call(() -> second.putIfNewer("k", value("second", 2)));

    assertThat(loop.failureOf(() -> first.putIfNewer("k", value("late", 9))))
        .isInstanceOf(SoleWriter.LostRangeException.class);
    assertThat(server.entries()).containsEntry("k", value("second", 2));
  }

  @Test
  void losesTheKeyWhenItWasRemoved() {
    SoleWriter writer = writer(store, Entry.ABSENT);
    loop.call(() -> writer.putIfNewer("k", value("one", 1)));
    server.entries().clear();

    assertThat(loop.failureOf(() -> writer.putIfNewer("k", value("two", 2))))
        .isInstanceOf(SoleWriter.LostRangeException.class);
  }

  @Test
  void knowsAWriteOfItsOwnWhoseAnswerItDidNotHear() {
    SoleWriter writer = writer(new LateStore(store), Entry.ABSENT);

    assertThat(loop.failureOf(() -> writer.putIfNewer("k", value("one", 1))))
        .isInstanceOf(StoreException.class);
    assertThat(loop.call(() -> writer.putIfNewer("k", value("two", 2)))).isTrue();

    assertThat(server.entries()).containsEntry("k", value("two", 2));
  }

  /** Does what it is told first, and does not answer. */
  private static final class LateStore extends ForwardingStore {

    private boolean answers;

    LateStore(Store store) {
      super(store);
    }

    @Override
    public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
      Future<Boolean> done = super.compareAndSet(key, expected, next);
      if (answers) {
        return done;
      }
      answers = true;
      return done.compose(
          set ->
              Future.failedFuture(
                  new StoreException(Kind.LATE, "late", "compare and set", "no answer", null)));
    }
  }
}
