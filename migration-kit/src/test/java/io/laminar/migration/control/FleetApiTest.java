package io.laminar.migration.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.fleet.ControlStore;
import io.laminar.migration.fleet.FleetOptions;
import io.laminar.migration.fleet.Identity;
import io.laminar.migration.fleet.MemoryControlStore;
import io.laminar.migration.store.EventLoop;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FleetApiTest {

  /** Renewed so seldom that none comes in the middle of a test. */
  private static final Duration LEASE = Duration.ofHours(4);

  private final EventLoop loop = new EventLoop();
  private final AtomicLong serverMicros = new AtomicLong(1);
  private final MemoryControlStore.Server control =
      new MemoryControlStore.Server("profiles", serverMicros::get);
  private FleetPart part;

  @BeforeEach
  void joinWhereAnotherMovesTheMigration() {
    var way = new StraightWay(told -> {}); // so that nobody renews a lease because of it
    ControlStore store = new MemoryControlStore(control, way);
    var first = Identity.begin("m1", "http://m1");
    loop.call(
        () ->
            store
                .register(first, LEASE)
                .compose(in -> store.acknowledge(first, 0))
                .compose(
                    in ->
                        store.renew(first, LEASE, new ControlStore.Says(false, new JsonObject()))));
    var options = new FleetOptions("m2", LEASE, LEASE.dividedBy(4), Duration.ofMillis(500));
    part = loop.call(() -> FleetPart.join(way.seat(loop.vertx(), control, "m2", options)));
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
