package io.laminar.deploy.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.control.PlanStores;
import io.laminar.migration.copy.Checkpoint;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.ladder.CheckedWorkload;
import io.laminar.migration.ladder.Course;
import io.laminar.migration.ladder.Ladder;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.ladder.LadderStatus;
import io.laminar.migration.plan.Plan;
import io.laminar.migration.plan.PlanReader;
import io.laminar.migration.redis.RedisLink;
import io.laminar.migration.route.Router;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.laminar.migration.verify.VerifyReport;
import io.laminar.migration.workers.CopyWorker;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processes share the copy from Redis to PostgreSQL; one is killed, one stands still. */
final class WorkersIT {

  private static final String NAME = "it_workers";
  private static final int ENTRIES = 40_000;
  private static final StoreLimits LIMITS =
      new StoreLimits(Duration.ofSeconds(2), 20_000, Duration.ofDays(7));

  private final EventLoop home = new EventLoop();
  private final EventLoop loop = new EventLoop();
  @TempDir private Path folder;
  private Plan plan;
  private Ladder ladder;
  private long lastDone;

  @AfterEach
  void close() {
    EventLoop.wait(ladder.close());
    home.close();
    loop.close();
  }

  /** Six partitions in eight ranges: at this rate the copy outlasts a worker's session. */
  private Path writePlan() throws Exception {
    String yaml =
        """
        name: %s
        strategy: dual-write
        from: {store: "%s/12", namespace: %s}
        to: {store: "%s", namespace: %s}
        limits: {soak: 0s, quiet: 7s, pageSize: 200, copyRate: 6000, liveP99: 0s}
        workers: {servers: "%s", partitions: 6, ranges: 8}
        """
            .formatted(
                NAME, TestServers.redis(), NAME, TestServers.postgres(), NAME, TestServers.kafka());
    plan = PlanReader.read(yaml);
    return Files.writeString(folder.resolve("plan.yaml"), yaml);
  }

  /** Bare values of unknown age, as an old application left them. */
  private void plant() {
    loop.call(
        () ->
            RedisLink.connected(
                    loop.vertx(), TestServers.redis() + "/12", Duration.ofSeconds(60), 10)
                .compose(
                    link ->
                        link.send(
                                "plant",
                                Request.cmd(Command.EVAL)
                                    .arg(
                                        "for i = 1, ARGV[2] do redis.call('SET', ARGV[1] .. i,"
                                            + " 'v' .. i) end")
                                    .arg(0)
                                    .arg(NAME + ":there")
                                    .arg(ENTRIES))
                            .eventually(link::close)));
  }

  private Future<Ladder> open() {
    return new StoreAddress(TestServers.postgres(), NAME + "_control", Format.ENVELOPE)
        .open(home.vertx(), LIMITS)
        .compose(
            control ->
                Ladder.open(
                    home.vertx(),
                    LadderOptions.of(plan),
                    Course.of(plan),
                    PlanStores.of(plan, LIMITS),
                    control,
                    HybridClock.system(),
                    Time.SYSTEM));
  }

  private LadderStatus status() {
    LadderStatus status = EventLoop.wait(ladder.status());
    if (status.doing().startsWith("copy from old by workers")) {
      assertThat(status.progress().done()).isGreaterThanOrEqualTo(lastDone);
      lastDone = status.progress().done();
    }
    return status;
  }

  private void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(100))
        .until(condition);
  }

  @Test
  void losesNothingWhenOneWorkerIsKilledAndAnotherStandsStill() throws Exception {
    Path file = writePlan();
    plant();
    ladder = home.call(this::open);
    Router router = loop.call(() -> ladder.member().join(loop.vertx()));
    var workload = new CheckedWorkload(loop, router, 40, 17);
    workload.start();
    try (LaminarProcess steady = LaminarProcess.worker(folder, file, "steady");
        LaminarProcess killed = LaminarProcess.worker(folder, file, "killed");
        LaminarProcess still = LaminarProcess.worker(folder, file, "still")) {
      Future<Void> walk = ladder.walkTo("S3");
      await("three workers", () -> status().workers().size() == 3);
      await("a part of the copy", () -> status().progress().done() > ENTRIES / 20);

      killed.signal("KILL");
      still.signal("STOP");
      await(
          "one worker that has everything",
          () -> status().workers().equals(List.of("steady, 6 of 6 partitions")));
      long before = status().progress().done();
      still.signal("CONT");
      await("the other to be back", () -> walk.isComplete() || status().workers().size() == 2);
      workload.stop();
      EventLoop.wait(ladder.throttle(0)); // what is left may be quick
      await("arrival", walk::isComplete);

      EventLoop.wait(walk);
      compareWhileOneIsKilled(still);
      assertThat(before).as("the copy was under way").isBetween(1L, (long) ENTRIES);
      assertThat(steady.output()).contains("steady: copy range");
      steady.signal("TERM");
      assertThat(steady.awaitEnd()).as(steady.output()).isZero();
    }

    assertThat(workload.complaints()).isEmpty();
    assertThat(workload.lost()).isEmpty();
    assertEverythingHasArrived();
  }

  private void compareWhileOneIsKilled(LaminarProcess dying) throws Exception {
    EventLoop.wait(ladder.throttle(6_000));
    Future<VerifyReport> comparison = ladder.verify(false);
    await("both workers", () -> status().workers().size() == 2);
    await("a part of the comparison", () -> status().progress().done() > ENTRIES / 20);
    assertThat(status().doing()).isEqualTo("comparison of old and new by workers");
    dying.signal("KILL");
    await(
        "one worker that has everything",
        () -> status().workers().equals(List.of("steady, 6 of 6 partitions")));
    assertThat(comparison.isComplete()).isFalse();
    EventLoop.wait(ladder.throttle(0));
    await("the end of the comparison", comparison::isComplete);
    VerifyReport report = EventLoop.wait(comparison);
    assertThat(report.isEqual()).as(report.toString()).isTrue();
    assertThat(report.compared()).isGreaterThanOrEqualTo(ENTRIES);
  }

  private void assertEverythingHasArrived() {
    Store target = loop.call(() -> plan.to().open(loop.vertx(), LIMITS));
    for (int from = 1; from <= ENTRIES; from += 2_000) {
      List<String> values = IntStream.range(from, from + 2_000).mapToObj(i -> "v" + i).toList();
      List<String> keys = values.stream().map(value -> "there" + value.substring(1)).toList();
      List<Entry> found = loop.call(() -> target.getAll(keys));
      assertThat(found).extracting(entry -> entry.value().toString()).isEqualTo(values);
    }
    Store beside = loop.call(() -> plan.to().beside("checkpoint").open(loop.vertx(), LIMITS));
    Entry whole = loop.call(() -> beside.get(CopyWorker.copyOf(NAME)));
    Checkpoint checkpoint = Checkpoint.from(whole.value());
    assertThat(checkpoint.isFinished()).isTrue();
    assertThat(checkpoint.ranges()).hasSize(8);
    assertThat(checkpoint.dead()).isEmpty();
    assertThat(checkpoint.handled()).isGreaterThanOrEqualTo(ENTRIES);
    loop.call(target::close);
    loop.call(beside::close);
  }
}
