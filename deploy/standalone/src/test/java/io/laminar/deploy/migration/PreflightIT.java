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
import io.laminar.migration.route.Sides;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values that Redis holds and DynamoDB cannot. */
final class PreflightIT {

  private static final String NAMESPACE = "preflight";
  private static final StoreLimits LIMITS =
      new StoreLimits(Duration.ofSeconds(2), 20_000, Duration.ofDays(7));

  /** A database of its own: a preflight samples what is there, and others leave their keys. */
  private static final StoreAddress OLD =
      new StoreAddress(TestServers.redis() + "/7", NAMESPACE, Format.ENVELOPE);

  private static final StoreAddress TARGET =
      new StoreAddress(TestServers.dynamoDb(), NAMESPACE, Format.ENVELOPE);

  private final EventLoop loop = new EventLoop();
  private Store redis;
  private MigrationService migration;

  @BeforeEach
  void open() {
    redis = loop.call(() -> OLD.open(loop.vertx(), LIMITS));
    List<KeyedEntry> fitting =
        IntStream.range(0, 500)
            .mapToObj(i -> new KeyedEntry("k" + i, Entry.of(Buffer.buffer("{\"seq\":1}"), 1)))
            .toList();
    loop.call(() -> redis.putAllIfNewer(fitting));
    migration =
        EventLoop.wait(
            MigrationService.start(
                loop.vertx(),
                new MigrationOptions(
                    new Sides.Addresses(OLD, TARGET, LIMITS),
                    new StoreAddress(
                        TestServers.postgres(), NAMESPACE + "_control", Format.ENVELOPE),
                    new LadderOptions(
                        NAMESPACE, 500, 4, 0, 10, Duration.ofMillis(100), Duration.ofSeconds(7)),
                    FleetOptions.usual(),
                    "127.0.0.1",
                    0)));
  }

  @AfterEach
  void close() {
    EventLoop.wait(migration.close());
    EventLoop.wait(redis.close());
    loop.close();
  }

  @Test
  void refusesToBeginAndNamesTheValueUntilItIsGone() {
    var tooLarge = Entry.of(Buffer.buffer(new byte[500_000]), 1);
    loop.call(() -> redis.putIfNewer("whale", tooLarge));

    assertThat(loop.failureOf(() -> migration.ladder().walkTo("S7")))
        .hasMessageContaining("preflight: 1 of 501 sampled entries of redis:preflight:")
        .hasMessageContaining("do not fit into dynamodb:preflight")
        .hasMessageContaining("that of whale has 500000");

    LadderStatus refused = EventLoop.wait(migration.ladder().status());
    assertThat(refused.step().id()).isEqualTo("S0");
    assertThat(refused.toJson().getString("failure")).contains("whale");

    loop.call(() -> redis.purge("whale", 1));
    EventLoop.wait(migration.ladder().walkTo("S1"));
  }
}
