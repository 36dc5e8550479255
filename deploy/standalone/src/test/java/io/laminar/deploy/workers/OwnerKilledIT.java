package io.laminar.deploy.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedKafka;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.plan.Plan;
import io.laminar.migration.plan.PlanReader;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process that moves the migration is killed, and Kafka, while two workers copy and compare.
 */
final class OwnerKilledIT {

  private static final String NAME = "it_owner_killed";
  private static final int ENTRIES = 20_000;
  private static final StoreLimits LIMITS =
      new StoreLimits(Duration.ofSeconds(5), 20_000, Duration.ofDays(7));

  private final EventLoop loop = new EventLoop();
  private final EmbeddedKafka kafka = TestServers.ownKafka();
  private final HybridClock clock = HybridClock.system();
  @TempDir private Path folder;
  private Plan plan;
  private Path file;
  private Store old;
  private Store there;
  private OwnerProcess owner;

  @AfterEach
  void close() {
    kafka.stop();
    loop.close();
  }

  private void open() throws Exception {
    String yaml =
        """
        name: %s
        strategy: dual-write
        from: {store: "%s/13", namespace: %s}
        to: {store: "%s", namespace: %s}
        limits: {soak: 0s, quiet: 3s, pageSize: 100, copyRate: 80, liveP99: 0s}
        workers: {servers: "%s", partitions: 4, ranges: 8}
        """
            .formatted(
                NAME, TestServers.redis(), NAME, TestServers.postgres(), NAME, kafka.address());
    plan = PlanReader.read(yaml);
    file = Files.writeString(folder.resolve("plan.yaml"), yaml);
    old = loop.call(() -> plan.from().open(loop.vertx(), LIMITS));
    there = loop.call(() -> plan.to().open(loop.vertx(), LIMITS));
  }

  private static KeyedEntry entry(int number) {
    return new KeyedEntry("there" + number, Entry.of(Buffer.buffer("v" + number), 1_000 + number));
  }

  private void plant() {
    for (int from = 0; from < ENTRIES; from += 1_000) {
      List<KeyedEntry> some = IntStream.range(from, from + 1_000).mapToObj(i -> entry(i)).toList();
      loop.call(() -> old.putAllIfNewer(some));
    }
  }

  private void startOwner(String name) throws Exception {
    owner = OwnerProcess.start(folder, file, NAME, TestServers.postgres(), name);
  }

  private JsonObject status() throws Exception {
    return owner.status();
  }

  private long done() throws Exception {
    return status().getJsonObject("progress").getLong("done");
  }

  private boolean isDoing(String what) throws Exception {
    return status().getString("doing").contains(what);
  }

  private void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(100))
        .until(condition);
  }

  /** A member that has just begun may not lead yet. */
  private void command(String command, JsonObject body) {
    Awaitility.await(command)
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .until(() -> owner.command(command, body).get() != null);
  }

  private void throttle(int rate) {
    command("throttle", new JsonObject().put("perSecond", rate));
  }

  @Test
  void losesNothingWhenTheOwnerIsKilledInACopyAndInAComparisonAndKafkaInBetween() throws Exception {
    open();
    plant();
    startOwner("owner-1");
    try (LaminarProcess one = LaminarProcess.worker(folder, file, "one");
        LaminarProcess two = LaminarProcess.worker(folder, file, "two")) {
      command("walk", new JsonObject().put("to", "S3"));
      await("two workers", () -> status().getJsonArray("workers").size() == 2);
      await("a part of the copy", () -> done() > ENTRIES / 40);

      killKafkaInMidCopy();
      killTheOwnerInMidCopy();
      killTheOwnerInMidComparison();

      one.signal("TERM");
      two.signal("TERM");
      assertThat(one.awaitEnd()).as(one.output()).isZero();
      assertThat(two.awaitEnd()).as(two.output()).isZero();
    } finally {
      owner.close();
    }
    assertEverythingHasArrived();
  }

  private void killKafkaInMidCopy() throws Exception {
    kafka.kill();
    await("a word about Kafka", () -> status().getString("waitingFor").contains("Kafka"));
    assertThat(status().getString("nextCommand")).contains("it is on its way");
    kafka.start();
    await("both workers again", () -> status().getJsonArray("workers").size() == 2);
    assertThat(isDoing("copy from old by workers")).isTrue();
  }

  private void killTheOwnerInMidCopy() throws Exception {
    long before = done();
    owner.kill();
    startOwner("owner-2");

    await("the step to be told", () -> status().getString("nextCommand").contains("S"));
    assertThat(status().getString("step")).isIn("S1", "S2");
    command("walk", new JsonObject().put("to", "S3"));
    await("the rest of the copy", () -> isDoing("copy from old by workers"));
    await("what was copied before", () -> done() >= before);
    throttle(0);
    await("arrival", () -> status().getString("step").equals("S3"));
    assertThat(before).isBetween(1L, (long) ENTRIES - 1);
  }

  private void killTheOwnerInMidComparison() throws Exception {
    await("rest", () -> !status().getBoolean("busy"));
    for (int i = 0; i < 3; i++) {
      KeyedEntry lost = entry(i);
      loop.call(
          () ->
              there
                  .getAll(List.of(lost.key()))
                  .compose(found -> there.purge(lost.key(), found.get(0).version())));
    }
    loop.call(() -> there.putIfNewer("extra", Entry.of(Buffer.buffer("x"), 500)));
    throttle(1_000);
    CompletableFuture<JsonObject> unheard = owner.command("repair", new JsonObject());
    await("a part of the comparison", () -> isDoing("by workers") && done() > ENTRIES / 10);
    assertThat(unheard).isNotDone();
    owner.kill();
    // what the owner may leave: a write that has reached one store alone
    loop.call(
        () -> old.putIfNewer("there7", Entry.of(Buffer.buffer("acknowledged"), clock.next())));
    startOwner("owner-3");
    await("rest", () -> !status().getBoolean("busy"));
    throttle(0);

    command("repair", new JsonObject());

    JsonObject report = status().getJsonObject("lastVerify");
    assertThat(report.getJsonObject("differences").getLong("MISSING")).isEqualTo(3);
    assertThat(report.getJsonObject("differences").getLong("EXTRA")).isEqualTo(1);
    assertThat(report.getJsonObject("differences").getLong("OLDER")).isEqualTo(1);
    assertThat(report.getLong("repaired")).isEqualTo(5);
    command("verify", new JsonObject());
    assertThat(status().getJsonObject("lastVerify").getBoolean("equal")).isTrue();
  }

  private void assertEverythingHasArrived() {
    for (int from = 0; from < ENTRIES; from += 1_000) {
      List<KeyedEntry> some = IntStream.range(from, from + 1_000).mapToObj(i -> entry(i)).toList();
      List<String> keys = some.stream().map(KeyedEntry::key).toList();
      List<Entry> found = loop.call(() -> there.getAll(keys));
      for (int i = 0; i < some.size(); i++) {
        String wanted =
            keys.get(i).equals("there7") ? "acknowledged" : some.get(i).entry().value().toString();
        assertThat(found.get(i).value()).as(keys.get(i)).hasToString(wanted);
      }
    }
    assertThat(loop.call(() -> there.getAll(List.of("extra"))).get(0).isPresent()).isFalse();
  }
}
