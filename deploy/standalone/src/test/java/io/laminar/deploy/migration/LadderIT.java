package io.laminar.deploy.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.control.MigrationOptions;
import io.laminar.migration.control.MigrationService;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.fleet.FleetOptions;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.ladder.LadderStatus;
import io.laminar.migration.redis.RedisLink;
import io.laminar.migration.route.Router;
import io.laminar.migration.route.Sides;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole ladder between real servers, while profiles are read, written and deleted. */
final class LadderIT {

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final int KEYS = 20_000;
  private static final StoreLimits LIMITS =
      new StoreLimits(Duration.ofMillis(500), 20_000, Duration.ofDays(7));

  private final EventLoop loop = new EventLoop();
  private final String namespace = "ladder_" + NAMES.incrementAndGet();
  private final EmbeddedPostgres target = TestServers.ownPostgres();
  private final Traffic traffic = new Traffic();
  private MigrationService migration;
  private Router router;

  @BeforeEach
  void begin() {
    plantLegacyProfiles();
    open();
  }

  @AfterEach
  void close() {
    EventLoop.wait(migration.close());
    loop.close();
    target.stop();
  }

  private void open() {
    migration = EventLoop.wait(MigrationService.start(loop.vertx(), options()));
    router = loop.call(() -> migration.member().join(loop.vertx()));
  }

  private MigrationOptions options() {
    return new MigrationOptions(
        new Sides.Addresses(
            new StoreAddress(TestServers.redis(), namespace, Format.ENVELOPE),
            new StoreAddress(target.address(), namespace, Format.ENVELOPE),
            LIMITS),
        new StoreAddress(TestServers.postgres(), namespace + "_control", Format.ENVELOPE),
        new LadderOptions(
            namespace, 500, 4, 0, 10, Duration.ofMillis(500), Duration.ofMillis(1_600)),
        FleetOptions.usual(),
        "127.0.0.1",
        0);
  }

  private void plantLegacyProfiles() {
    loop.call(
        () ->
            RedisLink.connected(loop.vertx(), TestServers.redis(), Duration.ofSeconds(10), 50_000)
                .compose(
                    redis -> {
                      List<Request> sets = new ArrayList<>();
                      for (int i = 0; i < KEYS; i++) {
                        sets.add(
                            Request.cmd(Command.SET)
                                .arg(namespace + ":k" + i)
                                .arg("{\"seq\":" + i + "}"));
                      }
                      return redis.sendAll("plant", sets).eventually(redis::close);
                    }));
  }

  private LadderStatus status() {
    return EventLoop.wait(migration.ladder().status());
  }

  private void walkTo(String step) {
    Future<Void> walk = migration.ladder().walkTo(step);
    try {
      EventLoop.wait(walk);
    } catch (AssertionError late) {
      throw new AssertionError("stands at " + status().line(), late);
    }
    assertThat(status().step().id()).isEqualTo(step);
  }

  @Test
  void walksUpAndBackAndUpAgainWithoutAFailedOrWrongReadOrALostWrite() {
    traffic.start();

    walkTo("S6");
    assertThat(EventLoop.wait(migration.ladder().verify(false)).isEqual()).isTrue();
    walkTo("S7");
    Awaitility.await().until(traffic.atLeast(traffic.rounds + 500));
    walkTo("S1");
    assertThat(EventLoop.wait(migration.ladder().verify(false)).isEqual()).isTrue();
    walkTo("S0");
    walkTo("S7");

    traffic.stop();
    traffic.assertNothingFailed();
    traffic.assertEverythingAcknowledgedIsThere();
    assertThat(status().divergent()).isZero();
    assertThat(status().compared()).isPositive();
  }

  @Test
  void carriesOnWhenTheNewStoreIsKilledInTheMiddleOfTheBackfill() {
    traffic.start();
    EventLoop.wait(migration.ladder().throttle(8_000));
    Future<Void> walk = migration.ladder().walkTo("S7");
    Awaitility.await().until(() -> status().progress().done() > 2_000);

    target.kill();
    Awaitility.await().until(() -> !status().waitingFor().isEmpty());
    Awaitility.await().until(traffic.atLeast(traffic.rounds + 200));
    assertThat(status().step().id()).isEqualTo("S2");
    target.start();
    EventLoop.wait(migration.ladder().throttle(0));

    EventLoop.wait(walk);
    traffic.stop();
    traffic.assertNothingFailed();
    traffic.assertEverythingAcknowledgedIsThere();
  }

  @Test
  void goesOnFromItsCheckpointInAnotherProcess() {
    EventLoop.wait(migration.ladder().throttle(8_000));
    migration.ladder().walkTo("S7");
    Awaitility.await().until(() -> status().progress().done() > 3_000);
    long before = status().progress().done();

    EventLoop.wait(migration.close());
    open();

    assertThat(status().step().id()).isEqualTo("S2");
    EventLoop.wait(migration.ladder().throttle(8_000));
    migration.ladder().walkTo("S7");
    long[] resumed = new long[1];
    Awaitility.await().until(() -> (resumed[0] = status().progress().done()) > 0);
    assertThat(resumed[0]).isGreaterThanOrEqualTo(before);
    EventLoop.wait(migration.ladder().throttle(0));
    Awaitility.await().until(() -> status().step().id().equals("S7"));
    traffic.assertEverythingAcknowledgedIsThere();
  }

  /** Reads, writes and deletes of keys of its own, one after the other, so that it knows each. */
  private final class Traffic {

    private final Map<String, String> acknowledged = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private final Random random = new Random(23);
    private volatile boolean running;
    private volatile int rounds;
    private Future<Void> ended = Future.succeededFuture();

    void start() {
      running = true;
      ended = loop.begin(() -> Loop.until(this::round));
    }

    void stop() {
      running = false;
      EventLoop.wait(ended);
    }

    java.util.concurrent.Callable<Boolean> atLeast(int wanted) {
      return () -> rounds >= wanted;
    }

    void assertNothingFailed() {
      assertThat(complaints).isEmpty();
    }

    /** All keys, those that nobody wrote since the beginning among them. */
    void assertEverythingAcknowledgedIsThere() {
      List<String> lost = new ArrayList<>();
      for (int from = 0; from < KEYS; from += 500) {
        List<String> keys = new ArrayList<>();
        for (int i = from; i < from + 500; i++) {
          keys.add("k" + i);
        }
        List<Entry> entries = loop.call(() -> router.getAll(keys));
        for (int i = 0; i < keys.size(); i++) {
          String wanted = acknowledged.getOrDefault(keys.get(i), "{\"seq\":" + (from + i) + "}");
          if (!text(entries.get(i)).equals(wanted)) {
            lost.add(keys.get(i) + " is " + text(entries.get(i)) + ", was " + wanted);
          }
        }
      }
      assertThat(lost).isEmpty();
    }

    private Future<Boolean> round() {
      String key = "k" + random.nextInt(KEYS);
      String text = random.nextInt(6) == 0 ? "" : "{\"seq\":" + (1_000_000 + rounds) + "}";
      Future<Void> write =
          text.isEmpty() ? router.delete(key) : router.write(key, Buffer.buffer(text), 0);
      return write
          .onSuccess(done -> acknowledged.put(key, text))
          .compose(done -> router.get(key))
          .onSuccess(entry -> check(key, entry))
          .transform(
              end -> {
                if (end.failed()) {
                  complaints.add(key + ": " + end.cause().getMessage());
                }
                rounds = rounds + 1;
                return Future.succeededFuture(!running);
              });
    }

    private void check(String key, Entry entry) {
      if (!text(entry).equals(acknowledged.get(key))) {
        complaints.add(key + " read " + text(entry) + " after " + acknowledged.get(key));
      }
    }

    private static String text(Entry entry) {
      return entry.isLive(System.currentTimeMillis()) ? entry.value().toString() : "";
    }
  }
}
