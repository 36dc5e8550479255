package io.laminar.migration.route;

import static org.assertj.core.api.Assertions.assertThat;

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

/** A member whose lease runs out, before or in the middle of an operation. */
final class GuardedTest {

  private static final Duration LONGEST = Duration.ofSeconds(4);

  private final EventLoop loop = new EventLoop();
  private final MemorySides sides = new MemorySides();
  private final AtomicBoolean holds = new AtomicBoolean(true);
  private final AtomicLong nanos = new AtomicLong();
  private final HybridClock clock = HybridClock.system();
  private final Member member =
      new Member(
          sides, clock, 1, new Standing(holds::get, LONGEST, nanos::get), Policy.only(Side.OLD));

  @AfterEach
  void close() {
    loop.close();
  }

  private Router join(Policy policy) {
    EventLoop.wait(member.install(policy));
    return loop.call(() -> member.join(loop.vertx()));
  }

  private void put(Side side, String text) {
    sides.data(side).entries().put("k", Entry.of(Buffer.buffer(text), clock.next()));
  }

  private String at(Side side) {
    return sides.data(side).entries().getOrDefault("k", Entry.ABSENT).value().toString();
  }

  private Future<Void> write(Router router, String text) {
    return loop.begin(() -> router.write("k", Buffer.buffer(text), 0));
  }

  /** Others have gone on and write new alone. */
  @Test
  void readsTheNewerOfBothWithoutALease() {
    Router router = join(Policy.both(Side.OLD));
    EventLoop.wait(write(router, "before"));
    put(Side.NEW, "written by others");
    assertThat(loop.call(() -> router.get("k")).value()).hasToString("before");

    holds.set(false);

    assertThat(loop.call(() -> router.get("k")).value()).hasToString("written by others");
    assertThat(loop.call(() -> router.getAll(List.of("k"))).get(0).value())
        .hasToString("written by others");
  }

  @Test
  void acknowledgesOnlyWhatBothStoresHaveWithoutALease() {
    Router router = join(Policy.both(Side.OLD));
    sides.takeDown(Side.NEW);
    EventLoop.wait(write(router, "journalled"));
    holds.set(false);

    assertThat(loop.failureOf(() -> router.write("k", Buffer.buffer("v"), 0)))
        .isInstanceOf(StoreException.class);

    sides.heal(Side.NEW);
    EventLoop.wait(write(router, "in both"));
    assertThat(at(Side.OLD)).isEqualTo("in both");
    assertThat(at(Side.NEW)).isEqualTo("in both");
  }

  /** Others trust new by the time the old store answers. */
  @Test
  void makesAWriteAgainWhoseLeaseRanOutUnderWay() {
    Router router = join(Policy.both(Side.OLD));
    sides.takeDown(Side.NEW);
    sides.server(Side.OLD, "dirty");
    Promise<Void> marking = Promise.promise();
    sides.server(Side.OLD, "dirty").setFault(op -> marking.future());

    Future<Void> write = write(router, "v");
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> at(Side.OLD).equals("v"));
    holds.set(false);
    sides.data(Side.NEW).heal();
    put(Side.NEW, "written by others meanwhile");
    marking.complete();
    EventLoop.wait(write);

    assertThat(at(Side.NEW)).isEqualTo("v");
    assertThat(at(Side.OLD)).isEqualTo("v");
  }

  /** Half of it may have been taken for a leftover and overruled (race R8). */
  @Test
  void makesAWriteAgainThatTookLongerThanOthersBelieve() {
    Router router = join(Policy.strict(Side.OLD));
    Promise<Void> second = Promise.promise();
    sides
        .data(Side.OLD)
        .setFault(op -> op.equals("put") ? second.future() : Future.succeededFuture());

    Future<Void> write = write(router, "v");
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> at(Side.NEW).equals("v"));
    put(Side.NEW, "what it was before"); // by a repair
    nanos.addAndGet(LONGEST.toNanos());
    second.complete();
    EventLoop.wait(write);

    assertThat(at(Side.OLD)).isEqualTo("v");
    assertThat(at(Side.NEW)).isEqualTo("v");
  }

  @Test
  void keepsTheLastPlanWhereOneStoreAloneIsWritten() {
    Router router = join(Policy.only(Side.OLD));
    sides.takeDown(Side.NEW);
    holds.set(false);

    EventLoop.wait(write(router, "v"));

    assertThat(loop.call(() -> router.get("k")).value()).hasToString("v");
  }

  /** Others write new alone by now, with clocks that go ahead of ours. */
  @Test
  void isNotTakenForOlderThanWhatOthersWroteWhereItDoesNotReadItself() {
    Router router = join(Policy.both(Side.OLD));
    EventLoop.wait(write(router, "before"));
    sides
        .data(Side.NEW)
        .entries()
        .put("k", Entry.of(Buffer.buffer("by others"), clock.next() + (1L << 40)));
    holds.set(false);

    EventLoop.wait(write(router, "ours"));

    assertThat(at(Side.NEW)).isEqualTo("ours");
    assertThat(at(Side.OLD)).isEqualTo("ours");
  }
}
