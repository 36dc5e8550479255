package io.laminar.deploy.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.laminar.bidder.canary.CanaryKeeper;
import io.laminar.bidder.canary.WatchOptions;
import io.laminar.deploy.servers.EmbeddedKafka;
import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.stats.StatsService;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.queue.EventQueue;
import io.laminar.stats.spill.SpillOptions;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever breaks on the way of statistics ends the bidding within the canary's TTL and one look of
 * the bidder's; when it is mended, bidding begins by itself.
 *
 * <p>The exact bound is tried with a clock of its own in {@code CanaryWriterTest} and {@code
 * CanaryWatchTest}; here real servers break, on a machine that may be busy.
 */
final class CanaryFaultsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final Duration CHECK = Duration.ofMillis(100);
  private static final Duration ALLOWANCE = Duration.ofSeconds(10);
  private static final String BIDDER = "test";

  private StatsInstallation here;
  private CanaryKeeper keeper;
  private EmbeddedKafka kafka;
  private EmbeddedPostgres postgres;

  @AfterEach
  void uninstall() {
    here.close();
    if (kafka != null) {
      kafka.stop();
    }
    if (postgres != null) {
      postgres.stop();
    }
  }

  @Test
  void aConsumerThatStandsStill() throws Exception {
    install(StatsInstallation.shared());
    here.startQueue();
    try (var aggregator = AggregatorProcess.start(here)) {
      awaitBidding();

      aggregator.freeze(true);
      assertStops();
      aggregator.freeze(false);

      awaitBidding();
    }
  }

  @Test
  void aDatabaseThatIsPaused() {
    postgres = TestServers.ownPostgres();
    install(StatsInstallation.on(TestServers.redis(), postgres.address(), TestServers.kafka()));
    here.startQueue();
    here.startStats();
    awaitBidding();

    postgres.pause();
    assertStops();
    postgres.resume();

    awaitBidding();
  }

  @Test
  void aPartitionWhoseBrokerIsGone() {
    kafka = TestServers.ownKafka();
    install(StatsInstallation.on(TestServers.redis(), TestServers.postgres(), kafka.address()));
    here.startQueue();
    here.startStats();
    awaitBidding();

    kafka.kill();
    assertStops();
    kafka.start();

    awaitBidding();
  }

  /** One partition of three, while heartbeats come through the two others. */
  @Test
  void aPartitionThatIsNotCounted() {
    install(StatsInstallation.shared());
    here.startQueue();
    here.startStats();
    awaitBidding();
    var lock = here.connect();

    here.run(
        lock,
        "BEGIN",
        "SELECT 1 FROM stats_position WHERE part = 1 AND topic = '" + here.topic + "' FOR UPDATE");
    assertStops();
    here.run(lock, "COMMIT");

    awaitBidding();
    here.loop.call(lock::close);
  }

  @Test
  void aDiskThatIsFull() throws Exception {
    try (var disk = SmallDisk.mount()) {
      postgres = TestServers.ownPostgres();
      install(StatsInstallation.on(TestServers.redis(), postgres.address(), TestServers.kafka()));
      here.sql("CREATE TABLESPACE small LOCATION '" + disk.path() + "'");
      here.sql("ALTER DATABASE " + here.topic + " SET default_tablespace = small");
      EventQueue queue = here.startQueue();
      StatsService service = here.startStats();
      awaitBidding();

      disk.fill();
      int published = publishUntilTheDatabaseRefuses(queue, service);
      assertStops();
      disk.free();

      awaitBidding();
      await().atMost(PATIENCE).until(() -> here.notices(NoticeKind.WIN) >= published);
      here.awaitAllCounted();
      assertThat(here.notices(NoticeKind.WIN)).isEqualTo(published);
      here.close();
      postgres.stop();
    }
  }

  @Test
  void aBiddersClockThatJumps() {
    install(StatsInstallation.shared());
    var offset = new AtomicLong();
    here.startQueue(
        here.queueOptions(BIDDER, SpillOptions.off()),
        () -> System.currentTimeMillis() + offset.get());
    StatsService service = here.startStats();
    awaitBidding();

    offset.set(Duration.ofHours(1).toMillis());
    assertStops();
    assertThat(service.status().canary().reason()).contains("in the future");
    offset.set(0);
    awaitBidding();

    offset.set(-Duration.ofHours(1).toMillis());
    assertStops();
    assertThat(service.status().canary().reason()).contains("ms old, the limit is");
    offset.set(0);
    awaitBidding();
  }

  @Test
  void anAggregatorsClockThatJumps() {
    install(StatsInstallation.shared());
    var offset = new AtomicLong();
    here.startQueue();
    here.startStats(here.statsOptions(here.topic), () -> System.currentTimeMillis() + offset.get());
    awaitBidding();

    offset.set(Duration.ofHours(1).toMillis());
    assertStops();
    offset.set(0);

    awaitBidding();
  }

  @Test
  void aBidderThatIsSilentStopsAllUntilItIsGoneAndThenOnlyItself() {
    install(StatsInstallation.shared());
    here.startQueue();
    EventQueue other = here.startQueue(here.queueOptions("other", SpillOptions.off()));
    here.startStats();
    awaitBidding();
    CanaryKeeper of = watch("other");
    await().atMost(PATIENCE).until(() -> bids(of));
    // as a bidder whose queue hangs: no more heartbeats, and no word that it leaves
    here.sql(
        "CREATE RULE mute AS ON INSERT TO stats_beat WHERE new.sender = 'other' DO INSTEAD"
            + " NOTHING");

    await().atMost(PATIENCE).until(() -> !bids(of));
    await().atMost(PATIENCE).until(() -> of.watch().state().reason().contains("other bidders"));
    awaitBidding();
    assertThat(bids(of)).isFalse();

    here.sql("DROP RULE mute ON stats_beat");
    await().atMost(PATIENCE).until(() -> bids(of));
    here.loop.call(other::close);
  }

  private int publishUntilTheDatabaseRefuses(EventQueue queue, StatsService service) {
    int published = 0;
    while (!service.status().aggregator().trouble().contains("No space left on device")) {
      int first = published;
      here.loop.call(
          () ->
              Future.all(
                  java.util.stream.IntStream.range(first, first + 200)
                      .mapToObj(
                          i ->
                              queue.publish(
                                  StatsInstallation.notice(
                                      NoticeKind.WIN, "w" + i + "-" + "x".repeat(90), "c", 1)))
                      .toList()));
      published += 200;
    }
    return published;
  }

  private void install(StatsInstallation installation) {
    here = installation;
    keeper = watch(BIDDER);
  }

  private CanaryKeeper watch(String bidder) {
    var watching =
        new CanaryKeeper(
            new WatchOptions(here.addresses.redis(), here.canaryKey, CHECK, bidder),
            System::nanoTime);
    here.loop.call(() -> here.vertx.deployVerticle(watching));
    return watching;
  }

  private static boolean bids(CanaryKeeper keeper) {
    return keeper.watch().allowsBids(System.nanoTime());
  }

  private void awaitBidding() {
    await().atMost(PATIENCE).until(() -> bids(keeper));
  }

  private void assertStops() {
    long broken = System.nanoTime();
    await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).until(() -> !bids(keeper));
    assertThat(Duration.ofNanos(System.nanoTime() - broken))
        .isLessThan(StatsInstallation.TTL.plus(CHECK).plus(ALLOWANCE));
    // and stays so
    await()
        .during(Duration.ofSeconds(2))
        .pollInterval(Duration.ofMillis(20))
        .atMost(PATIENCE)
        .until(() -> !bids(keeper));
  }
}
