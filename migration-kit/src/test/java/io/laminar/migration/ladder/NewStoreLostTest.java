package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Router;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The new store is gone for good while a migration trusts it. */
final class NewStoreLostTest {

  private static final LadderOptions OPTIONS =
      new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofMillis(5), Duration.ofMillis(40));

  private final EventLoop home = new EventLoop();
  private final EventLoop loop = new EventLoop();
  private final MemorySides sides = new MemorySides();
  private Ladder ladder;
  private Router router;

  private void open(Strategy strategy) {
    ladder =
        home.call(
            () ->
                Ladder.open(
                    home.vertx(),
                    OPTIONS,
                    Course.of(strategy),
                    sides,
                    new MemoryStore(home.vertx(), new MemoryStore.Server(), "control"),
                    HybridClock.system(),
                    Time.SYSTEM));
    router = loop.call(() -> ladder.member().join(loop.vertx()));
  }

  @AfterEach
  void close() {
    EventLoop.wait(ladder.close());
    home.close();
    loop.close();
  }

  private void write(String value) {
    loop.call(() -> router.write("k", Buffer.buffer(value), 0));
  }

  private String read() {
    return loop.call(() -> router.get("k")).value().toString();
  }

  private String step() {
    return EventLoop.wait(ladder.status()).step().id();
  }

  private Throwable refusal(Future<?> command) {
    return EventLoop.wait(command.map((Throwable) null).otherwise(refused -> refused));
  }

  @Test
  void servesFromTheOldStoreAgainOnceTheNewOneIsGivenUp() {
    open(Strategy.DUAL_WRITE);
    EventLoop.wait(ladder.walkTo("S5"));
    write("acknowledged");
    sides.takeDown(Side.NEW);
    assertThat(loop.failureOf(() -> router.get("k"))).hasMessageContaining("down");
    assertThat(loop.failureOf(() -> router.write("k", Buffer.buffer("no"), 0))).isNotNull();
    ladder.walkTo("S0");
    Awaitility.await()
        .until(
            () -> !EventLoop.wait(ladder.status()).waitingFor().isEmpty() && step().equals("S5"));

    EventLoop.wait(ladder.abandon("profiles"));

    assertThat(step()).isEqualTo("S0");
    assertThat(read()).isIn("acknowledged", "no"); // whether the refused one was done is not known
    write("later");
    assertThat(read()).isEqualTo("later");
  }

  @Test
  void tellsTheWayWithoutWhatOnlyTheNewStoreCanTell() {
    open(Strategy.DUAL_WRITE);
    EventLoop.wait(ladder.walkTo("S5"));

    assertThat(EventLoop.wait(ladder.ways().ofAbandon("profiles")))
        .startsWith("S5 → S4 strict, old")
        .endsWith(
            "the new store is not asked: the stores are not compared, the journal is not emptied");
    assertThat(refusal(ladder.ways().ofAbandon("profile")))
        .hasMessageContaining("read but never acknowledged may be gone: confirm with the name");
    assertThat(refusal(ladder.abandon(""))).isInstanceOf(IllegalArgumentException.class);
    assertThat(step()).isEqualTo("S5");
  }

  @Test
  void refusesWhereTheOldStoreMayLackAcknowledgedWrites() {
    open(Strategy.DUAL_WRITE);
    EventLoop.wait(ladder.walkTo("S6"));

    assertThat(refusal(ladder.abandon("profiles")))
        .hasMessage(
            "in S6 the old store may lack acknowledged writes: mend the new one, then reverse");
    assertThat(step()).isEqualTo("S6");
  }

  @Test
  void goesUpAgainWithAWholeCopyWhenTheNewStoreIsBack() {
    open(Strategy.DUAL_WRITE);
    write("before");
    EventLoop.wait(ladder.walkTo("S5"));
    sides.takeDown(Side.NEW);
    EventLoop.wait(ladder.abandon("profiles"));
    write("meanwhile");
    sides.heal(Side.NEW);
    sides.data(Side.NEW).entries().clear();

    EventLoop.wait(ladder.walkTo("S5"));

    assertThat(read()).isEqualTo("meanwhile");
    assertThat(sides.data(Side.NEW).entries()).containsKey("k");
    EventLoop.wait(ladder.walkTo("S0"));
  }

  @Test
  void worksForEveryStrategyThatHasBothStoresStrictlyWritten() {
    open(Strategy.CLEVER_ADAPTER);
    EventLoop.wait(ladder.walkTo("S3"));
    write("acknowledged");
    sides.takeDown(Side.NEW);

    EventLoop.wait(ladder.abandon("profiles"));

    assertThat(read()).isEqualTo("acknowledged");
  }
}
