package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Router;
import io.laminar.migration.route.Side;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes on in the background in S7. */
final class HousekeepingTest {

  private static final LadderOptions OPTIONS =
      new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofMillis(20), Duration.ofMillis(40));

  private final EventLoop home = new EventLoop();
  private final EventLoop loop = new EventLoop();
  private final MemorySides sides = new MemorySides();
  private final HybridClock clock = HybridClock.system();
  private Ladder ladder;
  private Router router;

  @BeforeEach
  void open() {
    ladder =
        home.call(
            () ->
                Ladder.open(
                    home.vertx(),
                    OPTIONS,
                    sides,
                    new MemoryStore(home.vertx(), new MemoryStore.Server(), "control"),
                    clock));
    router = loop.call(() -> ladder.member().join(loop.vertx()));
    EventLoop.wait(ladder.walkTo("S7"));
  }

  @AfterEach
  void close() {
    EventLoop.wait(ladder.close());
    home.close();
    loop.close();
  }

  private static Entry tooLarge(long version) {
    return Entry.of(Buffer.buffer(new byte[17 * 1024 * 1024]), version);
  }

  private LadderStatus status() {
    return EventLoop.wait(ladder.status());
  }

  @Test
  void copiesBackThoughAMarkedKeyCannotBeMended() {
    sides.data(Side.NEW).entries().put("large", tooLarge(clock.next()));
    sides
        .server(Side.NEW, "dirty")
        .entries()
        .put("large", Entry.of(Buffer.buffer("dirty"), clock.next()));

    loop.call(() -> router.write("k1", Buffer.buffer("new"), 0));

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> sides.data(Side.OLD).entries().containsKey("k1"));
  }

  @Test // race R16
  void doesNotGoBackWhileTheOldStoreRefusesAnEntryAndSaysWhich() {
    sides.data(Side.NEW).entries().put("large", tooLarge(clock.next()));

    assertThat(loop.failureOf(() -> ladder.walkTo("S0")))
        .hasMessageContaining("refused by the old store")
        .hasMessageContaining("large");

    assertThat(status().step().id()).isEqualTo("S6");
    assertThat(status().deadLetters()).singleElement().asString().startsWith("large");
    sides.data(Side.NEW).entries().remove("large");
    EventLoop.wait(ladder.walkTo("S0"));
    assertThat(status().deadLetters()).isEmpty();
  }

  @Test
  void doesNotShowTheCopyBackOfTheBackgroundAsTheProgressOfAWalk() {
    var copying = new java.util.concurrent.atomic.AtomicBoolean();
    sides
        .data(Side.NEW)
        .setFault(
            operation -> {
              copying.compareAndSet(false, operation.equals("scan"));
              return operation.equals("scan")
                  ? home.vertx().timer(200).mapEmpty()
                  : io.vertx.core.Future.succeededFuture();
            });

    Awaitility.await().atMost(Duration.ofSeconds(60)).untilTrue(copying);

    assertThat(status().doing()).isEmpty();
    assertThat(status().progress().done()).isZero();
  }
}
