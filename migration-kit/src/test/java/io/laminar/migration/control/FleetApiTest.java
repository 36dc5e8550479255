package io.laminar.migration.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.fleet.ControlStore;
import io.laminar.migration.fleet.FleetOptions;
import io.laminar.migration.fleet.Identity;
import io.laminar.migration.fleet.MemoryControlStore;
import io.laminar.migration.ladder.Course;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Standing;
import io.laminar.migration.store.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FleetApiTest {

  private static final LadderOptions OPTIONS =
      new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofMillis(5), Duration.ofMillis(10));

  /** Renewed so seldom that none comes in the middle of a test. */
  private static final Duration LEASE = Duration.ofHours(4);

  private final EventLoop loop = new EventLoop();
  private final AtomicLong serverMicros = new AtomicLong(1);
  private final MemoryControlStore.Server control =
      new MemoryControlStore.Server("profiles", serverMicros::get);
  private FleetPart part;

  private final class Straight implements MemoryControlStore.Way {

    @Override
    public <T> Future<T> ask(String operation, Supplier<T> work) {
      return Future.succeededFuture(work.get());
    }

    @Override
    public void tell(Runnable told) {
      loop.vertx().runOnContext(here -> told.run());
    }
  }

  @BeforeEach
  void joinWhereAnotherMovesTheMigration() {
    ControlStore store = new MemoryControlStore(control, new Straight());
    var first = Identity.begin("m1", "http://m1");
    loop.call(
        () ->
            store
                .register(first, LEASE)
                .compose(in -> store.acknowledge(first, 0))
                .compose(
                    in ->
                        store.renew(first, LEASE, new ControlStore.Says(false, new JsonObject()))));
    part = loop.call(() -> FleetPart.join(seat(store)));
  }

  private FleetSeat seat(ControlStore store) {
    return new FleetSeat(
        loop.vertx(),
        Identity.begin("m2", "http://m2"),
        new FleetOptions("m2", LEASE, LEASE.dividedBy(4), Duration.ofMillis(500)),
        OPTIONS,
        Course.of(Strategy.DUAL_WRITE),
        new MemorySides(),
        store,
        System::nanoTime,
        () -> System.currentTimeMillis() * 1_000,
        1,
        holds -> new Standing(holds, OPTIONS.quiet(), System::nanoTime));
  }

  @AfterEach
  void close() {
    EventLoop.wait(part.ladder().close());
    loop.close();
  }

  @Test
  void sendsACommandToTheMemberThatMovesTheMigration() {
    assertThat(loop.call(() -> part.api().elsewhere())).contains("http://m1");
  }

  @Test
  void sendsNoCommandToAMemberWithoutLeaseForItMayStandStillAndNeverAnswer() {
    serverMicros.addAndGet(LEASE.toNanos() / 1_000 + 1);

    assertThat(loop.failureOf(() -> part.api().elsewhere()))
        .hasMessageContaining("m1 moves this migration, and its lease has run out")
        .hasMessageContaining("try again");
  }
}
