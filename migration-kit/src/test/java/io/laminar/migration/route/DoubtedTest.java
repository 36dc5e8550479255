package io.laminar.migration.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.selector.Selector.DateInKey;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A member in the old store alone that may not have heard of the step to the new one. */
final class DoubtedTest {

  private static final String BEFORE = "cap#2026-11-30";
  private static final String AFTER = "cap#2026-12-01";
  private static final long SETTLED = 1_000;

  private final EventLoop loop = new EventLoop();
  private final MemorySides sides = new MemorySides();
  private final AtomicBoolean current = new AtomicBoolean(true);
  private final AtomicLong asOfMicros = new AtomicLong(SETTLED);
  private final HybridClock clock = HybridClock.system();
  private final Member member =
      new Member(
          sides,
          clock,
          1,
          new Standing(reliance(), Duration.ofSeconds(4), System::nanoTime),
          Policy.only(Side.OLD));

  private Standing.Reliance reliance() {
    return new Standing.Reliance() {
      @Override
      public boolean holds() {
        return true; // it renews its lease
      }

      @Override
      public boolean isCurrent() {
        return current.get();
      }

      @Override
      public long currentAsOfMicros() {
        return asOfMicros.get();
      }
    };
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private Router join() {
    var doubt = new Doubt(new DateInKey("#", "2026-12-01", ""), SETTLED);
    EventLoop.wait(member.install(Policy.only(Side.OLD), List.of(doubt)));
    return loop.call(() -> member.join(loop.vertx()));
  }

  private void put(Side side, String key, String text) {
    sides.data(side).entries().put(key, Entry.of(Buffer.buffer(text), clock.next()));
  }

  private String at(Side side, String key) {
    return sides.data(side).entries().getOrDefault(key, Entry.ABSENT).value().toString();
  }

  private Future<Void> write(Router router, String key, String text) {
    return loop.begin(() -> router.write(key, Buffer.buffer(text), 0));
  }

  @Test
  void writesAKeyThatMayGoToNewToBothStores() {
    Router router = join();
    current.set(false);

    EventLoop.wait(write(router, AFTER, "ours"));
    EventLoop.wait(write(router, BEFORE, "ours"));

    assertThat(at(Side.OLD, AFTER)).isEqualTo("ours");
    assertThat(at(Side.NEW, AFTER)).isEqualTo("ours");
    assertThat(at(Side.OLD, BEFORE)).isEqualTo("ours");
    assertThat(at(Side.NEW, BEFORE)).isEmpty();
  }

  @Test
  void readsAKeyThatMayGoToNewFromBothStores() {
    Router router = join();
    EventLoop.wait(write(router, BEFORE, "old"));
    EventLoop.wait(write(router, AFTER, "old"));
    put(Side.NEW, AFTER, "written by others");
    put(Side.NEW, BEFORE, "nobody reads this");
    assertThat(loop.call(() -> router.get(AFTER)).value()).hasToString("old");

    current.set(false);

    assertThat(loop.call(() -> router.get(AFTER)).value()).hasToString("written by others");
    assertThat(loop.call(() -> router.getAll(List.of(AFTER, BEFORE, AFTER))))
        .extracting(entry -> entry.value().toString())
        .containsExactly("written by others", "old", "written by others");
  }

  @Test
  void showsADeleteOfOthersThatAreAhead() {
    Router router = join();
    EventLoop.wait(write(router, AFTER, "old"));
    current.set(false);
    EventLoop.wait(write(router, AFTER, "in both"));
    sides.data(Side.NEW).entries().put(AFTER, Entry.tombstone(clock.next()));

    assertThat(loop.call(() -> router.get(AFTER)).tombstone()).isTrue();
  }

  @Test
  void makesAWriteAgainThatEndedWhenItMayNotHaveHeardOfAStep() {
    Router router = join();
    Promise<Void> slow = Promise.promise();
    var begun = new AtomicBoolean();
    sides
        .data(Side.OLD)
        .setFault(
            op -> {
              begun.compareAndSet(false, op.equals("put"));
              return op.equals("put") ? slow.future() : Future.succeededFuture();
            });

    Future<Void> write = write(router, AFTER, "ours");
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(begun::get);
    current.set(false);
    put(Side.NEW, AFTER, "written by others meanwhile");
    slow.complete();
    EventLoop.wait(write);

    assertThat(at(Side.NEW, AFTER)).isEqualTo("ours");
  }

  @Test
  void failsWhileTheStoreThatMayHaveTheKeyIsAwayAndServesAllOtherKeys() {
    Router router = join();
    sides.takeDown(Side.NEW);
    EventLoop.wait(write(router, AFTER, "nobody depends on new yet"));
    current.set(false);

    EventLoop.wait(write(router, BEFORE, "v"));
    assertThat(loop.failureOf(() -> router.write(AFTER, Buffer.buffer("v"), 0)))
        .isInstanceOf(StoreException.class);
    assertThat(loop.failureOf(() -> router.get(AFTER))).isInstanceOf(StoreException.class);

    sides.heal(Side.NEW);
    EventLoop.wait(write(router, AFTER, "in both"));
    assertThat(at(Side.NEW, AFTER)).isEqualTo("in both");
  }

  @Test
  void countsNoCompareAndSetOfAKeyThatMayBeInEitherStore() {
    Router router = join();
    current.set(false);

    assertThat(
            loop.failureOf(
                () ->
                    router.compareAndSet(
                        AFTER, Entry.ABSENT, Entry.of(Buffer.buffer("v"), clock.next()))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("may not have heard of the newest step");
    assertThat(
            loop.call(
                () ->
                    router.compareAndSet(
                        BEFORE, Entry.ABSENT, Entry.of(Buffer.buffer("v"), clock.next()))))
        .isTrue();
  }

  @Test
  void goesOnAsPlannedOnceNoStepCanBeTakenAnyMore() {
    Router router = join();
    asOfMicros.set(SETTLED + 1);
    current.set(false);
    sides.takeDown(Side.NEW);

    EventLoop.wait(write(router, AFTER, "v"));

    assertThat(loop.call(() -> router.get(AFTER)).value()).hasToString("v");
  }
}
