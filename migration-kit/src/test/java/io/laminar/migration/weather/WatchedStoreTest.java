package io.laminar.migration.weather;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.MemoryStore;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchedStoreTest {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** Short, so that tests are; each waits for what it wants to see. */
  private static final WeatherLimits LIMITS =
      new WeatherLimits(Duration.ofMillis(200), 20, 5, 50, 25, Duration.ZERO, 80);

  private final MemoryStore.Server server = new MemoryStore.Server();
  private EventLoop loop;
  private Store store;

  @BeforeEach
  void open() {
    loop = new EventLoop();
    store = watched(LIMITS);
  }

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void isGoodWhileTheStoreAnswers() {
    waitUntil(() -> answersOne() && store.weather().calls() > 0);

    assertThat(store.weather().good()).isTrue();
    assertThat(store.weather().failures()).isZero();
    assertThat(store.weather().circuitOpen()).isFalse();
  }

  @Test
  void opensTheCircuitWhenNothingIsAnsweredAndSaysWhyAndWhenItIsTriedNext() {
    server.takeDown();

    waitUntil(() -> !answersOne() && store.weather().circuitOpen());

    assertThat(store.weather().good()).isFalse();
    assertThat(loop.failureOf(() -> store.get("k")))
        .isInstanceOfSatisfying(
            StoreException.class, refused -> assertThat(refused.kind()).isEqualTo(Kind.UNREACHABLE))
        .hasMessageStartingWith("memory://here: get k: not sent: ")
        .hasMessageContaining("got no answer within 200 ms, the last: memory: ")
        .hasMessageContaining("it is asked again every 10 ms");
  }

  @Test
  void asksASilentStoreOnlyWithItsOwnProbes() {
    server.takeDown();
    waitUntil(() -> !answersOne() && store.weather().circuitOpen());
    var puts = new AtomicInteger();
    var gets = new AtomicInteger();
    server.setFault(
        operation -> {
          (operation.startsWith("get") ? gets : puts).incrementAndGet();
          return Future.failedFuture(
              new StoreException(Kind.LATE, "memory", operation, "silent", null));
        });

    for (int i = 0; i < 100; i++) {
      loop.failureOf(() -> store.putIfNewer("k", Entry.of(Buffer.buffer("v"), 1)));
    }

    waitUntil(() -> gets.get() >= 3);
    assertThat(puts).hasValue(0);
  }

  @Test
  void closesTheCircuitByItselfWhenTheStoreAnswersAgain() {
    server.takeDown();
    waitUntil(() -> !answersOne() && store.weather().circuitOpen());

    server.heal();

    waitUntil(() -> !store.weather().circuitOpen());
    assertThat(loop.call(() -> store.putIfNewer("k", Entry.of(Buffer.buffer("v"), 1)))).isTrue();
    waitUntil(() -> store.weather().good()); // its own probes are evidence enough
  }

  @Test
  void isBadButStillAskedWhenTheStoreRefusesWrites() {
    server.setFault(
        operation ->
            operation.startsWith("get")
                ? Future.succeededFuture()
                : Future.failedFuture(
                    new StoreException(Kind.OVERLOADED, "memory", operation, "full", null)));

    waitUntil(
        () -> {
          loop.failureOf(() -> store.putIfNewer("k", Entry.of(Buffer.buffer("v"), 1)));
          return !store.weather().good();
        });

    assertThat(store.weather().circuitOpen()).isFalse();
    assertThat(store.weather().why()).contains("operations failed");
    assertThat(loop.call(() -> store.get("k"))).isEqualTo(Entry.ABSENT);
  }

  @Test
  void doesNotHoldAgainstTheStoreWhatIsWrongWithTheQuestion() {
    server.setFault(operation -> Future.failedFuture(new IllegalArgumentException("no such key")));
    for (int i = 0; i < 100; i++) {
      loop.failureOf(() -> store.get("k"));
    }
    server.heal();

    waitUntil(() -> answersOne() && store.weather().calls() > 0);
    assertThat(store.weather().failures()).isZero();
    assertThat(store.weather().good()).isTrue();
  }

  @Test
  void watchesNoMoreThanAFewAtOnceAndGoesOnWhenTheyHaveEnded() {
    Promise<Void> held = Promise.promise();
    server.setFault(operation -> held.future());
    int asked = 10 * WatchedStore.WATCHES;
    List<Future<Entry>> waiting =
        loop.call(
            () -> {
              var gets = new ArrayList<Future<Entry>>();
              for (int i = 0; i < asked; i++) {
                gets.add(store.get("k"));
              }
              return Future.succeededFuture(List.copyOf(gets));
            });

    server.heal();
    held.complete();
    waiting.forEach(EventLoop::wait);

    waitUntil(() -> answersOne() && store.weather().calls() > 0);
    assertThat(store.weather().good()).isTrue();
  }

  @Test
  void neverRefusesWhenTheCircuitIsSwitchedOff() {
    store = watched(new WeatherLimits(Duration.ofMillis(200), 20, 5, 50, 25, Duration.ZERO, 0));
    server.takeDown();

    waitUntil(() -> !answersOne() && !store.weather().good());

    assertThat(store.weather().circuitOpen()).isFalse();
    assertThat(loop.failureOf(() -> store.get("k"))).hasMessageContaining("memory: ");
  }

  private boolean answersOne() {
    return loop.call(() -> store.get("k").map(true).otherwise(false));
  }

  private Store watched(WeatherLimits limits) {
    return loop.call(
        () ->
            Future.succeededFuture(
                WatchedStore.of(
                    loop.vertx(),
                    new MemoryStore(loop.vertx(), server, "watched"),
                    "memory://here",
                    DEADLINE,
                    limits)));
  }

  /** Asks until it holds, for as long as the slowest machine may need. */
  private static void waitUntil(BooleanSupplier condition) {
    long patienceEnds = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("the condition never held").isLessThan(patienceEnds);
      Thread.onSpinWait();
    }
  }
}
