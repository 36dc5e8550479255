package io.laminar.deploy.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.control.MigrationOptions;
import io.laminar.migration.control.MigrationService;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.fleet.FleetOptions;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.ladder.LadderStatus;
import io.laminar.migration.plan.Objectives;
import io.laminar.migration.route.Router;
import io.laminar.migration.route.Sides;
import io.laminar.migration.store.EventLoop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;

/** A process that takes part in a migration, and can end and begin again. */
final class Station implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final EventLoop loop = new EventLoop();
  private final String namespace =
      "st" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
  private final String old;
  private final String target;
  private final Duration deadline;
  private final Objectives objectives;
  private MigrationService migration;
  private Router router;

  /**
   * Begins.
   *
   * @param deadline of one operation of a store
   */
  Station(String old, String target, Duration deadline, Objectives objectives) {
    this.old = old;
    this.target = target;
    this.deadline = deadline;
    this.objectives = objectives;
    begin();
  }

  void begin() {
    migration = EventLoop.wait(MigrationService.start(loop.vertx(), options()));
    router = loop.call(() -> migration.member().join(loop.vertx()));
  }

  void end() {
    loop.call(router::close);
    EventLoop.wait(migration.close());
  }

  private MigrationOptions options() {
    return new MigrationOptions(
        new Sides.Addresses(
            new StoreAddress(old, namespace, Format.ENVELOPE),
            new StoreAddress(target, namespace, Format.ENVELOPE),
            new StoreLimits(deadline, 20_000, Duration.ofDays(7))),
        new StoreAddress(TestServers.postgres(), namespace + "_control", Format.ENVELOPE),
        new LadderOptions(
            namespace, 100, 4, 0, 10, Duration.ofMillis(200), deadline.multipliedBy(4), objectives),
        // longer than this machine may stall: a member without a lease refuses writes
        new FleetOptions("", Duration.ofSeconds(60), Duration.ofSeconds(2), Duration.ofSeconds(1)),
        "127.0.0.1",
        0);
  }

  EventLoop loop() {
    return loop;
  }

  Router router() {
    return router;
  }

  MigrationService migration() {
    return migration;
  }

  String name() {
    return namespace;
  }

  LadderStatus status() {
    return EventLoop.wait(migration.ladder().status());
  }

  void walkTo(String step) {
    Future<Void> walk = migration.ladder().walkTo(step);
    Awaitility.await("arrival in " + step)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(walk.isComplete()).as(status().line()).isTrue());
    assertThat(walk.succeeded()).as("%s: %s", status().line(), walk.cause()).isTrue();
  }

  @Override
  public void close() {
    EventLoop.wait(migration.close());
    loop.close();
  }
}
