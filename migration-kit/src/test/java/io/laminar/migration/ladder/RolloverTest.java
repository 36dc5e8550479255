package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.plan.Steps;
import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Time;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.selector.Selector.DateInKey;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rollover whose dates come and go. */
final class RolloverTest {

  private static final LadderOptions OPTIONS =
      new LadderOptions("counters", 100, 4, 0, 3, Duration.ofMillis(20), Duration.ofMillis(40));

  private final EventLoop home = new EventLoop();
  private volatile Instant today = Instant.parse("2026-11-29T12:00:00Z");
  private final MemorySides sides = new MemorySides();
  private Ladder ladder;

  @BeforeEach
  void open() {
    open("2026-12-01");
  }

  private void open(String from) {
    var dates = new DateInKey("d:", from, "");
    var course = new Course(cut -> Steps.rollover(dates, cut, Selector.ALL), Selector.ALL, "");
    var time =
        new Time() {
          @Override
          public long nanos() {
            return System.nanoTime();
          }

          @Override
          public long millis() {
            return today.toEpochMilli();
          }
        };
    ladder =
        home.call(
            () ->
                Ladder.open(
                    home.vertx(),
                    OPTIONS,
                    course,
                    sides,
                    new MemoryStore(home.vertx(), new MemoryStore.Server(), "control"),
                    HybridClock.system(),
                    time));
  }

  @AfterEach
  void close() {
    EventLoop.wait(ladder.close());
    home.close();
  }

  private String step() {
    return EventLoop.wait(ladder.status()).step().id();
  }

  @Test
  void goesBackAtOnceWhileItsDatesAreStillToCome() {
    EventLoop.wait(ladder.walkTo("S2"));

    EventLoop.wait(ladder.cutAt("2026-12-15"));
    EventLoop.wait(ladder.walkTo("S0"));

    assertThat(step()).isEqualTo("S0");
  }

  @Test // race R19
  void doesNotGoBackWhileItsDatesLastThoughNothingIsLiveInTheNewStore() {
    EventLoop.wait(ladder.walkTo("S2"));
    today = Instant.parse("2026-12-03T12:00:00Z");
    EventLoop.wait(ladder.cutAt("2026-12-15"));
    EventLoop.wait(ladder.walkTo("S1"));

    Future<Void> back = ladder.walkTo("S0");

    Awaitility.await()
        .until(() -> EventLoop.wait(ladder.status()).waitingFor().contains("the new cut date"));
    assertThat(step()).isEqualTo("S1");
    today = Instant.parse("2026-12-15T00:02:00Z");
    EventLoop.wait(back);
    assertThat(step()).isEqualTo("S0");
  }

  @Test
  void saysHowToGoBackFromDatesThatAreInUse() {
    EventLoop.wait(ladder.walkTo("S1"));
    today = Instant.parse("2026-12-03T12:00:00Z");

    Future<Void> back = ladder.walkTo("S0");

    assertThatThrownBy(() -> EventLoop.wait(back)).hasStackTraceContaining("reverse --cut");
  }

  @Test
  void refusesACutWhoseHourHasBegun() {
    EventLoop.wait(ladder.close());
    open("2026112912");

    Future<Void> walk = ladder.walkTo("S2");

    assertThatThrownBy(() -> EventLoop.wait(walk))
        .hasStackTraceContaining("the cut date must be still to come by more than 60 s")
        .hasStackTraceContaining("choose a date that begins later than 2026-11-29T12:01:00Z");
  }

  @Test
  void doesNotGoBackToCopiesThatADoubtingMemberLeftInTheOldStore() {
    EventLoop.wait(ladder.walkTo("S2"));
    today = Instant.parse("2026-12-03T12:00:00Z");
    EventLoop.wait(ladder.cutAt("2026-12-15"));
    EventLoop.wait(ladder.walkTo("S1"));
    sides.data(Side.OLD).entries().put("d:2026-12-03", Entry.of(Buffer.buffer("copy"), 7));
    today = Instant.parse("2026-12-15T00:02:00Z");

    var looks = new AtomicInteger();
    sides
        .data(Side.OLD)
        .setFault(
            op -> {
              looks.addAndGet(op.equals("scan") ? 1 : 0);
              return Future.succeededFuture();
            });

    Future<Void> back = ladder.walkTo("S0");

    Awaitility.await().until(() -> looks.get() > 1);
    assertThat(step()).isEqualTo("S1");
    sides.data(Side.OLD).entries().clear();
    EventLoop.wait(back);
    assertThat(step()).isEqualTo("S0");
  }
}
