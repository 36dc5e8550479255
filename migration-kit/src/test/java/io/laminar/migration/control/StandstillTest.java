package io.laminar.migration.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.fleet.FleetOptions;
import io.laminar.migration.fleet.Identity;
import io.laminar.migration.fleet.MemoryControlStore;
import io.laminar.migration.ladder.Course;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.FrozenException;
import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Router;
import io.laminar.migration.route.Standing;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A member that stands still, as after SIGSTOP, in the middle of a switch for which writes are
 * parked: its whole event loop does.
 */
final class StandstillTest {

  private static final long NEVER_MILLIS = 3_600_000;
  private static final Duration LEASE = Duration.ofSeconds(1);
  private static final LadderOptions OPTIONS =
      new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofMillis(5), Duration.ofMillis(500));

  private final MemoryControlStore.Server control =
      new MemoryControlStore.Server("profiles", () -> System.nanoTime() / 1_000);
  private final MemorySides sides = new MemorySides();
  private final Process first = new Process("m1");
  private final Process second = new Process("m2");

  /** A process that may stand still while it acknowledges a step. */
  private final class Process implements MemoryControlStore.Way {

    final EventLoop loop =
        new EventLoop(new VertxOptions().setBlockedThreadCheckInterval(NEVER_MILLIS));
    private final String name;
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private final CountDownLatch stands = new CountDownLatch(1);
    private int stopAt;
    private boolean stopBefore;
    FleetPart part;
    Router router;

    Process(String name) {
      this.name = name;
    }

    /** Only on its loop, or before it joins. */
    void standStill(boolean before, int acknowledgement) {
      stopBefore = before;
      stopAt = acknowledgement;
    }

    void join() {
      part = loop.call(() -> FleetPart.join(seat()));
      router = loop.call(() -> part.member().join(loop.vertx()));
    }

    private FleetSeat seat() {
      return new FleetSeat(
          loop.vertx(),
          Identity.begin(name, "http://" + name),
          new FleetOptions(name, LEASE, LEASE.dividedBy(4), Duration.ofMillis(500)),
          OPTIONS,
          Course.of(Strategy.SYNCHRONIZE),
          sides,
          new MemoryControlStore(control, this),
          System::nanoTime,
          () -> System.currentTimeMillis() * 1_000,
          name.charAt(1) - '0',
          holds -> new Standing(holds, OPTIONS.quiet(), System::nanoTime));
    }

    @Override
    public <T> Future<T> ask(String operation, Supplier<T> work) {
      boolean here = operation.equals("acknowledge") && --stopAt == 0;
      if (here && stopBefore) {
        pause();
      }
      T answer = work.get();
      if (here && !stopBefore) {
        pause();
      }
      return Future.succeededFuture(answer);
    }

    private void pause() {
      stands.countDown();
      try {
        assertThat(goesOn.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void tell(Runnable told) {
      loop.context().runOnContext(here -> told.run());
    }

    String step() {
      return EventLoop.wait(part.ladder().status()).step().id();
    }

    void write(String value) {
      loop.call(() -> router.write("k", Buffer.buffer(value), 0));
    }

    Future<Entry> read() {
      return loop.begin(() -> router.get("k"));
    }
  }

  @AfterEach
  void close() {
    first.goesOn.countDown();
    second.goesOn.countDown();
    for (Process process : new Process[] {first, second}) {
      EventLoop.wait(process.part.ladder().close());
      process.loop.close();
    }
  }

  private void joinBoth() {
    first.join();
    Awaitility.await().until(() -> first.part.status().controller());
    second.join();
    first.write("v1");
  }

  @ParameterizedTest(name = "before: {0}, acknowledgement {1}")
  @CsvSource({"false, 2", "true, 3", "false, 3"})
  void holdsTheOthersUpForItsLeaseOnceItHasParkedItsWrites(boolean before, int acknowledgement)
      throws InterruptedException {
    joinBoth();
    second.loop.call(
        () -> {
          second.standStill(before, acknowledgement);
          return Future.succeededFuture();
        });

    Future<Void> walk = first.part.ladder().walkTo("S4");
    assertThat(second.stands.await(60, TimeUnit.SECONDS)).isTrue();
    Awaitility.await().until(() -> first.step().equals("S4"));
    first.write("v2");
    Future<Entry> read = second.read(); // the first thing that it does when it wakes
    second.goesOn.countDown();

    Awaitility.await().until(read::isComplete);
    if (read.failed()) {
      assertThat(read.cause())
          .isInstanceOf(FrozenException.class)
          .hasMessageContaining("lost its lease");
    } else {
      assertThat(read.result().value()).hasToString("v2");
    }
    EventLoop.wait(walk);
    Awaitility.await().until(() -> second.step().equals("S4"));
    assertThat(EventLoop.wait(second.read()).value()).hasToString("v2");
  }

  @Test
  void isReplacedAndTheWalkGoesBackIfItMovesTheMigrationItself() throws InterruptedException {
    joinBoth();
    first.loop.call(
        () -> {
          first.standStill(false, 2); // it follows the first of the two switches
          return Future.succeededFuture();
        });

    first.part.ladder().walkTo("S4");
    assertThat(first.stands.await(60, TimeUnit.SECONDS)).isTrue();
    Awaitility.await().until(() -> second.step().equals("S1"));
    second.write("v2");
    Future<Entry> read = first.read();
    first.goesOn.countDown();

    Awaitility.await().until(read::isComplete);
    assertThat(read.failed() || read.result().value().toString().equals("v2")).isTrue();
    Awaitility.await().until(() -> first.step().equals("S1"));
    assertThat(EventLoop.wait(second.part.ladder().status()).failure())
        .contains("who moved the migration was gone");
  }

  @Test
  void turnsTheWalkRoundIfItMayStillWriteTheOldStore() throws InterruptedException {
    joinBoth();
    second.loop.call(
        () -> {
          second.standStill(true, 2); // parked is published, and not acknowledged
          return Future.succeededFuture();
        });

    Future<Void> walk = first.part.ladder().walkTo("S4");
    assertThat(second.stands.await(60, TimeUnit.SECONDS)).isTrue();
    Awaitility.await().until(() -> first.step().equals("S1"));
    first.write("v2");
    second.goesOn.countDown();

    Awaitility.await().until(walk::isComplete);
    assertThat(EventLoop.wait(first.part.ladder().status()).failure())
        .contains("m2")
        .contains("went back from S2 to S1");
    assertThat(EventLoop.wait(second.read()).value()).hasToString("v2");
  }
}
