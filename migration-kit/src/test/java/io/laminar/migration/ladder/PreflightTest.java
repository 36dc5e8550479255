package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.MemoryStore;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PreflightTest {

  private static final int TOO_LARGE = 16 * 1024 * 1024 + 1;

  private final EventLoop loop = new EventLoop();
  private final MemoryStore.Server old = new MemoryStore.Server();
  private final MemoryStore.Server target = new MemoryStore.Server();
  private final Patience patience = new Patience(loop.vertx());
  private final Preflight preflight =
      new Preflight(store(old, "old"), store(target, "new"), patience);

  private Store store(MemoryStore.Server server, String name) {
    Store[] opened = new Store[1];
    loop.call(
        () -> {
          opened[0] = new MemoryStore(loop.vertx(), server, name);
          return Future.succeededFuture();
        });
    return opened[0];
  }

  private void plant(String key, int bytes) {
    old.entries().put(key, Entry.of(Buffer.buffer(new byte[bytes]), 0));
  }

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void letsAnEmptyStorePass() {
    loop.call(preflight::run);

    assertThat(preflight.sampled()).isZero();
  }

  @Test
  void letsPassWhatFits() {
    for (int i = 0; i < 1_000; i++) {
      plant("k" + i, 10);
    }
    plant("largest", TOO_LARGE - 1);

    loop.call(preflight::run);

    assertThat(preflight.sampled()).isEqualTo(1_001);
    assertThat(target.entries()).isEmpty();
  }

  @Test
  void namesThreeOfTheValuesThatDoNotFitTheirSizesAndTheLimit() {
    for (int i = 0; i < 5; i++) {
      plant("large" + i, TOO_LARGE);
      plant("small" + i, 1);
    }

    assertThat(loop.failureOf(preflight::run))
        .hasMessageContaining("5 of 10 sampled entries of memory:old do not fit into memory:new")
        .hasMessageContaining("at most 16777216 bytes, that of large0 has 16777217; ")
        .hasMessageContaining("that of large2 has 16777217; …. Nothing was written")
        .hasMessageNotContaining("large3");
  }

  @Test
  void namesTheKeysThatTheTargetCannotHold() {
    String tooLong = "x".repeat(251);
    plant("fine", 1);
    plant(tooLong, 1);
    plant("with space", 1);

    assertThat(loop.failureOf(preflight::run))
        .hasMessageContaining("2 of 3 sampled entries")
        .hasMessageContaining("1..250 bytes of UTF-8, was 251")
        .hasMessageContaining("\"with space\" holds the character 32");
  }

  @Test
  void readsABoundedPartOfALargeStore() {
    for (int i = 0; i < 20_000; i++) {
      plant("k" + i, 1);
    }
    var scans = new AtomicInteger();
    old.setFault(
        operation -> {
          if (operation.equals("scan")) {
            scans.incrementAndGet();
          }
          return Future.succeededFuture();
        });

    loop.call(preflight::run);

    assertThat(scans).hasValue(Preflight.PAGES);
    assertThat(preflight.sampled()).isLessThan(5_000);
  }

  @Test
  void waitsForAStoreThatIsDown() {
    plant("k", 1);
    target.takeDown();
    Future<Void> run = loop.begin(preflight::run);
    Awaitility.await().until(() -> patience.waitingFor().startsWith("look-up in memory:new"));

    target.heal();

    EventLoop.wait(run);
  }
}
