package io.laminar.migration.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.laminar.migration.store.RangedStore;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CopierTest {

  private static final long FLOOR = 1_000;

  private final EventLoop loop = new EventLoop();
  private final MemoryStore.Server source = new MemoryStore.Server();
  private final MemoryStore.Server target = new MemoryStore.Server();
  private final MemoryStore.Server checkpoints = new MemoryStore.Server();
  private final AtomicLong nanos = new AtomicLong();
  private Patience patience = new Patience(loop.vertx());

  @AfterEach
  void close() {
    loop.close();
  }

  private static Entry value(String text, long version) {
    return Entry.of(Buffer.buffer(text), version);
  }

  private void fill(int keys) {
    for (int i = 0; i < keys; i++) {
      source.entries().put(String.format("k%05d", i), value("v" + i, i % 3));
    }
  }

  private Copier copier() {
    return copier(new MemoryStore(loop.vertx(), source, "source"));
  }

  private Copier copier(Store from) {
    return new Copier(
        from,
        new MemoryStore(loop.vertx(), target, "target"),
        new MemoryStore(loop.vertx(), checkpoints, "checkpoints"),
        HybridClock.system(),
        new Pace(loop.vertx(), 0, nanos::get),
        patience,
        () -> nanos.addAndGet(1_000_000),
        new Copier.Options("copy", 4, 50, 0));
  }

  private Checkpoint run() {
    return loop.call(() -> copier().run(FLOOR));
  }

  @Test
  void copiesEverythingAndGivesEntriesOfUnknownAgeTheFloor() {
    fill(1_000);
    source.entries().put("deleted", Entry.tombstone(7));

    Checkpoint end = run();

    assertThat(end.isFinished()).isTrue();
    assertThat(end.copied()).isEqualTo(1_001);
    assertThat(target.entries().keySet()).isEqualTo(source.entries().keySet());
    assertThat(target.entries())
        .containsEntry("k00000", value("v0", FLOOR))
        .containsEntry("k00001", value("v1", 1))
        .containsEntry("deleted", Entry.tombstone(7));
  }

  @Test // race R1
  void leavesLiveWritesThatAreNewer() {
    fill(100);
    target.entries().put("k00003", value("live", FLOOR + 1));

    assertThat(run().skipped()).isEqualTo(1);
    assertThat(target.entries()).containsEntry("k00003", value("live", FLOOR + 1));
  }

  @Test // race R23
  void beatsWhatAnEarlierAttemptLeft() {
    source.entries().put("k", value("as it is now", 0));
    target.entries().put("k", value("as it was then", FLOOR - 1));

    run();

    assertThat(target.entries()).containsEntry("k", value("as it is now", FLOOR));
  }

  @Test // race R4
  void doesNotWriteWhatHasExpired() {
    source.entries().put("k", Entry.of(Buffer.buffer("v"), 0, System.currentTimeMillis() - 1));

    run();

    assertThat(target.entries()).doesNotContainKey("k");
  }

  @Test
  void goesOnWhereItWasAfterACrash() {
    fill(1_000);
    var puts = new int[1];
    target.setFault(
        operation ->
            operation.equals("put") && ++puts[0] > 7
                ? Future.failedFuture(new IllegalStateException("the process dies here"))
                : Future.succeededFuture());
    assertThat(loop.failureOf(() -> copier().run(FLOOR))).hasMessage("the process dies here");
    int before = target.entries().size();
    target.heal();
    source.entries().keySet().removeIf(key -> key.compareTo("k00200") < 0); // would be seen again

    Checkpoint end = run();

    assertThat(before).isEqualTo(350);
    assertThat(end.copied()).isEqualTo(1_000);
    assertThat(target.entries()).hasSize(1_000);
  }

  /** A crash after an operation is one before the next. */
  @Test
  void losesNothingWhateverItWasAtWhenItDied() {
    var deaths = 0;
    for (boolean died = true; died; deaths++) {
      target.entries().clear();
      checkpoints.entries().clear();
      fill(310);
      int at = deaths;
      var operations = new int[1];
      MemoryStore.Fault dying =
          operation ->
              operations[0]++ >= at
                  ? Future.failedFuture(new IllegalStateException("the process dies here"))
                  : Future.succeededFuture();
      List.of(source, target, checkpoints).forEach(server -> server.setFault(dying));
      died = loop.call(() -> copier().run(FLOOR).map(false).otherwise(true)); // whatever it was at
      List.of(source, target, checkpoints).forEach(MemoryStore.Server::heal);

      Checkpoint end = run();

      assertThat(end.isFinished()).as("death before operation %d", at).isTrue();
      assertThat(end.handled()).as("death before operation %d", at).isEqualTo(310);
      assertThat(target.entries().keySet()).isEqualTo(source.entries().keySet());
    }
    assertThat(deaths).as("operations of a copy").isGreaterThan(20);
  }

  @Test
  void copiesRangesSideBySide() {
    fill(1_000);
    var held = new ArrayList<Promise<Void>>();
    source.setFault(
        operation -> {
          if (!operation.equals("scan") || held.size() == 4) {
            return Future.succeededFuture();
          }
          held.add(Promise.promise());
          if (held.size() == 4) {
            held.forEach(Promise::complete); // all four have begun before any is answered
          }
          return held.get(held.size() - 1).future();
        });

    Checkpoint end =
        loop.call(
            () -> copier(new RangedStore(new MemoryStore(loop.vertx(), source, "source"))).run(1));

    assertThat(end.ranges()).hasSize(4);
    assertThat(end.copied()).isEqualTo(1_000);
    assertThat(target.entries().keySet()).isEqualTo(source.entries().keySet());
  }

  @Test
  void doesNothingWhenItHasFinishedBeforeAndBeginsAnewOnceForgotten() {
    fill(10);
    run();
    source.entries().put("later", value("v", 0));

    assertThat(run().copied()).isEqualTo(10);
    loop.call(() -> copier().forget());
    assertThat(run().copied()).isEqualTo(1);
    assertThat(target.entries()).containsKey("later");
  }

  @Test
  void waitsWhileTheTargetIsAway() {
    fill(200);
    var failures = new int[1];
    target.setFault(
        operation ->
            operation.equals("put") && failures[0]++ < 3
                ? Future.failedFuture(
                    new StoreException(Kind.UNREACHABLE, "target", operation, "down", null))
                : Future.succeededFuture());

    assertThat(run().copied()).isEqualTo(200);
    assertThat(target.entries()).hasSize(200);
  }

  @Test // race R16
  void listsWhatTheTargetRefusesAndCopiesTheRest() {
    fill(100);
    source.entries().put("k00050", Entry.of(Buffer.buffer(new byte[17 * 1024 * 1024]), 3));

    Checkpoint end = run();

    assertThat(end.dead()).hasSize(1);
    assertThat(end.dead().get(0)).startsWith("k00050: ").contains("at most");
    assertThat(end.copied()).isEqualTo(99);
    assertThat(target.entries()).hasSize(99);
  }

  @Test
  void showsItsProgress() {
    fill(1_000);
    var copier = loop.call(() -> Future.succeededFuture(copier()));
    loop.call(() -> copier.run(FLOOR));

    assertThat(copier.progress().done()).isEqualTo(1_000);
    assertThat(copier.progress().percent()).contains(100);
    assertThat(copier.progress().toString()).contains("1000 of about 1000 (100 %)");
  }

  @Test
  void stopsWhenToldAndKeepsItsPlace() {
    fill(1_000);
    var pages = new int[1];
    source.setFault(
        operation -> {
          if (operation.equals("scan") && ++pages[0] == 5) {
            patience.stop();
          }
          return Future.succeededFuture();
        });
    assertThat(loop.failureOf(() -> copier().run(FLOOR)))
        .isInstanceOf(Patience.StoppedException.class);
    patience = new Patience(loop.vertx());

    assertThat(run().copied()).isEqualTo(1_000);
    assertThat(target.entries()).hasSize(1_000);
  }
}
