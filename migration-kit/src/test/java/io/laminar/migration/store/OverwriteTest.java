package io.laminar.migration.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OverwriteTest {

  private static final long LATER_MICROS = 5_000_000_000L;

  private final EventLoop loop = new EventLoop();
  private final MemoryStore.Server server = new MemoryStore.Server();
  private final MemoryStore store = new MemoryStore(loop.vertx(), server, "here");
  private final AtomicLong micros = new AtomicLong(1_000_000);
  private final HybridClock setBack = new HybridClock(micros::get);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test // race R18
  void writesOverWhatIsNewerThanAClockThatWasSetBack() {
    long newer = HybridClock.atMicros(LATER_MICROS);
    server.entries().put("k", Entry.of(Buffer.buffer("before"), newer));

    write("after");

    assertThat(server.entries().get("k").value()).isEqualTo(Buffer.buffer("after"));
    assertThat(server.entries().get("k").version()).isGreaterThan(newer);
    assertThat(setBack.next()).as("the clock has learnt").isGreaterThan(newer);
  }

  @Test
  void writesOverATombstoneOfTheFuture() {
    server.entries().put("k", Entry.tombstone(HybridClock.atMicros(LATER_MICROS)));

    write("after");

    assertThat(server.entries().get("k").value()).isEqualTo(Buffer.buffer("after"));
  }

  @Test
  void countsAsMadeJustBeforeAWriteThatCameBetweenItsTwoAttempts() {
    server.entries().put("k", Entry.of(Buffer.buffer("old"), HybridClock.atMicros(LATER_MICROS)));
    var concurrent = Entry.of(Buffer.buffer("concurrent"), HybridClock.atMicros(LATER_MICROS * 2));
    var puts = new AtomicInteger();
    server.setFault(
        operation -> {
          if (operation.equals("put") && puts.incrementAndGet() == 2) {
            server.entries().put("k", concurrent);
          }
          return Future.succeededFuture();
        });

    write("ours");

    assertThat(puts).hasValue(2);
    assertThat(server.entries()).containsEntry("k", concurrent);
  }

  @Test
  void keepsTheOrderInWhichConcurrentWritesOfOneProcessWereMade() {
    server.setFault(
        operation -> {
          server.entries().putIfAbsent("k", Entry.of(Buffer.buffer("later"), setBack.next()));
          return Future.succeededFuture();
        });

    write("earlier");

    assertThat(server.entries().get("k").value()).isEqualTo(Buffer.buffer("later"));
  }

  /** A clock that was behind when the write began may be right by the time it is refused. */
  @Test
  void isNotTakenForConcurrentWithWhatAnotherMachineWroteBeforeIt() {
    long newer = HybridClock.atMicros(micros.get() + 5_000);
    server.entries().put("k", Entry.of(Buffer.buffer("before"), newer));
    server.setFault(
        operation -> {
          micros.addAndGet(20_000);
          setBack.next();
          return Future.succeededFuture();
        });

    write("after");

    assertThat(server.entries().get("k").value()).isEqualTo(Buffer.buffer("after"));
  }

  @Test
  void failsWhenTheStoreKeepsRefusingWithoutShowingWhy() {
    var expired = Entry.of(Buffer.buffer("x"), HybridClock.atMicros(LATER_MICROS), 1);
    server.entries().put("k", expired);

    assertThat(loop.failureOf(() -> put("after")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("memory:here: write k: ")
        .hasMessageContaining("check the machine's clock");
  }

  @Test
  void asksOnlyOnceWhenTheClockIsRight() {
    var operations = new AtomicInteger();
    server.setFault(
        operation -> {
          operations.incrementAndGet();
          return Future.succeededFuture();
        });

    write("v");

    assertThat(operations).hasValue(1);
  }

  private void write(String text) {
    loop.call(() -> put(text));
  }

  private Future<Void> put(String text) {
    return Overwrite.put(store, setBack, "k", version -> Entry.of(Buffer.buffer(text), version));
  }
}
