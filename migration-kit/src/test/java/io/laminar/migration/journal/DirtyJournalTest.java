package io.laminar.migration.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.MemoryStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DirtyJournalTest {

  private final EventLoop loop = new EventLoop();
  private final MemoryStore.Server server = new MemoryStore.Server();
  private final AtomicLong micros = new AtomicLong(7_200_000_000L);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void keepsAMarkThatWasMadeAgainWhileItWasDrained() {
    var journal = journal();
    loop.call(() -> journal.mark("k"));
    List<KeyedEntry> draining = loop.call(() -> journal.some(10));

    loop.call(() -> journal.mark("k"));
    loop.call(() -> journal.clear(draining.get(0)));

    assertThat(loop.call(journal::isEmpty)).isFalse();
  }

  @Test
  void keepsItAlsoWhenTheClockWasSetBackBetweenTheTwo() {
    loop.call(() -> journal().mark("k"));
    List<KeyedEntry> draining = loop.call(() -> journal().some(10));

    micros.set(3_600_000_000L);
    var afterRestart = journal();
    loop.call(() -> afterRestart.mark("k"));
    loop.call(() -> afterRestart.clear(draining.get(0)));

    assertThat(loop.call(afterRestart::isEmpty)).isFalse();
  }

  @Test
  void isEmptyWhenItsMarksAreCleared() {
    var journal = journal();
    loop.call(() -> journal.mark("k"));

    loop.call(() -> journal.some(10).compose(marks -> journal.clear(marks.get(0))));

    assertThat(loop.call(journal::isEmpty)).isTrue();
  }

  /** Of a process that has just begun. */
  private DirtyJournal journal() {
    return new DirtyJournal(
        new MemoryStore(loop.vertx(), server, "marks"), new HybridClock(micros::get));
  }
}
