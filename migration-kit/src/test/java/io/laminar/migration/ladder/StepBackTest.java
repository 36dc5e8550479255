package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.plan.Objectives;
import io.laminar.migration.plan.Objectives.Objective;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Router;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.ForwardingStore;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.Weather;
import io.laminar.migration.store.Weather.State;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A step that stands is left by itself; the dwell time passes only when a test says so. */
final class StepBackTest {

  private static final Weather GOOD = new Weather(State.GOOD, false, 1_000, 0, 900, 4_000, "");
  private static final Weather SLOW = new Weather(State.GOOD, false, 1_000, 0, 900, 900_000, "");
  private static final Duration DWELL = Duration.ofMinutes(10);
  private static final String WHY =
      "the new store, memory:new, takes 900 ms for one operation in a hundred, less than 500 ms"
          + " are allowed; stepped back from S5 to S4";

  private static final String MEND = "; mend its cause, then laminar migrate resume";

  private final EventLoop home = new EventLoop();
  private final EventLoop loop = new EventLoop();
  private final MemorySides sides = new MemorySides();
  private final MemoryStore.Server control = new MemoryStore.Server();
  private final AtomicLong skewNanos = new AtomicLong();
  private volatile Weather weather = GOOD;
  private Ladder ladder;
  private Router router;

  /** Goes on as time does, and jumps when a test says so. */
  private final Time time =
      new Time() {
        @Override
        public long nanos() {
          return System.nanoTime() + skewNanos.get();
        }

        @Override
        public long millis() {
          return System.currentTimeMillis();
        }
      };

  private void open(Strategy strategy, Duration soak, Map<String, Objective> byStep) {
    var objectives = new Objectives(Objectives.DEFAULT.standard(), byStep, DWELL);
    var options =
        new LadderOptions("profiles", 100, 4, 0, 3, soak, Duration.ofMillis(40), objectives);
    ladder =
        home.call(
            () ->
                Ladder.open(
                    home.vertx(),
                    options,
                    Course.of(strategy),
                    this::openSide,
                    new MemoryStore(home.vertx(), control, "control"),
                    HybridClock.system(),
                    time));
    router = loop.call(() -> ladder.member().join(loop.vertx()));
  }

  private void open() {
    open(Strategy.DUAL_WRITE, Duration.ofMillis(5), Map.of());
  }

  /** The new store does as the test says. */
  private Future<Store> openSide(Vertx vertx, Side side, String beside) {
    return sides
        .open(vertx, side, beside)
        .map(
            store ->
                side == Side.OLD || !beside.isEmpty()
                    ? store
                    : new ForwardingStore(store) {
                      @Override
                      public Weather weather() {
                        return weather;
                      }
                    });
  }

  @AfterEach
  void close() {
    EventLoop.wait(ladder.close());
    home.close();
    loop.close();
  }

  private LadderStatus status() {
    return EventLoop.wait(ladder.status());
  }

  /** Time goes on in small steps, each of which is looked at, until something is so. */
  private void passUntilStep(String step) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              skewNanos.addAndGet(DWELL.dividedBy(8).toNanos());
              LadderStatus now = status();
              return now.step().id().equals(step) && !now.isUnderWay();
            });
  }

  /** A minute's worth of looks in which nothing may happen. */
  private void passLooks() {
    for (int i = 0; i < 12; i++) {
      skewNanos.addAndGet(DWELL.dividedBy(8).toNanos());
      EventLoop.wait(home.vertx().timer(60));
    }
  }

  @Test
  void leavesAStepByItselfWhenTheNewStoreIsSlowForTheDwellTime() {
    open();
    EventLoop.wait(ladder.walkTo("S5"));
    loop.call(() -> router.write("k", Buffer.buffer("v"), 0));

    weather = SLOW;
    passUntilStep("S4");

    assertThat(status().held()).isEqualTo(WHY);
    assertThat(status().failure()).isEqualTo(WHY);
    assertThat(status().nextCommand()).startsWith("laminar migrate resume");
    assertThat(loop.call(() -> router.get("k")).value()).isEqualTo(Buffer.buffer("v"));
  }

  @Test
  void goesOnOnlyAfterSomebodyHasSaidSo() {
    open();
    EventLoop.wait(ladder.walkTo("S5"));
    weather = SLOW;
    passUntilStep("S4");
    weather = GOOD;

    assertThat(home.failureOf(() -> ladder.walkTo("S5"))).hasMessage("held: " + WHY + MEND);
    assertThat(home.failureOf(() -> ladder.ramp("S5", 10))).hasMessage("held: " + WHY + MEND);
    EventLoop.wait(ladder.walkTo("S3")); // the way back is free
    assertThat(home.failureOf(() -> ladder.walkTo("S4"))).hasMessage("held: " + WHY + MEND);

    EventLoop.wait(ladder.resume());
    assertThat(status().held()).isEmpty();
    EventLoop.wait(ladder.walkTo("S5"));
    passLooks();
    assertThat(status().step().id()).isEqualTo("S5");
  }

  @Test
  void staysHeldWhenTheProcessBeginsAgain() {
    open();
    EventLoop.wait(ladder.walkTo("S5"));
    weather = SLOW;
    passUntilStep("S4");

    EventLoop.wait(ladder.close());
    loop.call(router::close);
    weather = GOOD;
    open();

    assertThat(status().held()).isEqualTo(WHY);
    assertThat(home.failureOf(() -> ladder.walkTo("S5"))).hasMessageContaining("held: ");
  }

  @Test
  void turnsAWalkRoundThatSoaks() {
    open(Strategy.DUAL_WRITE, Duration.ofDays(1_000), Map.of());
    Future<Void> walk = ladder.walkTo("S4");
    Awaitility.await().until(() -> status().waitingFor().contains("to be held for"));

    weather = SLOW;
    passUntilStep("S2");

    Awaitility.await().until(walk::isComplete);
    assertThat(walk.cause()).hasMessageContaining("stepped back from S3 to S2");
  }

  @Test
  void takesRampedKeysBackFirst() {
    open();
    EventLoop.wait(ladder.walkTo("S4"));
    EventLoop.wait(ladder.ramp("S5", 100));

    weather = SLOW;
    Awaitility.await()
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              skewNanos.addAndGet(DWELL.dividedBy(8).toNanos());
              return status().ramp().isEmpty();
            });

    assertThat(status().step().id()).isEqualTo("S4");
    assertThat(status().held()).endsWith("stepped back from S5 to S4");
  }

  @Test
  void standsThroughABlip() {
    open();
    EventLoop.wait(ladder.walkTo("S5"));

    weather = SLOW;
    EventLoop.wait(home.vertx().timer(500));
    weather = GOOD;
    passLooks();

    assertThat(status().step().id()).isEqualTo("S5");
    assertThat(status().held()).isEmpty();
  }

  @Test
  void doesNotJudgeAStepInWhichNobodyFeelsTheNewStore() {
    open();
    EventLoop.wait(ladder.walkTo("S2"));
    sides.data(Side.OLD).entries().put("k", Entry.of(Buffer.buffer("v"), 1));

    weather = SLOW;
    passLooks();

    assertThat(status().step().id()).isEqualTo("S2");
  }

  @Test
  void judgesAnyStepThatThePlanNames() {
    open(
        Strategy.DUAL_WRITE,
        Duration.ofMillis(5),
        Map.of("S2", new Objective(0, Duration.ofMillis(200))));
    EventLoop.wait(ladder.walkTo("S2"));

    weather = SLOW;
    passUntilStep("S1");

    assertThat(status().held()).contains("less than 200 ms are allowed").endsWith("S2 to S1");
  }
}
