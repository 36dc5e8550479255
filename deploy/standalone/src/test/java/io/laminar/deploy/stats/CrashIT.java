package io.laminar.deploy.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.laminar.deploy.servers.EmbeddedKafka;
import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.deploy.testkit.TestSettings;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.queue.EventQueue;
import io.laminar.stats.spill.SpillOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two aggregators, the broker and the database are killed, over and over, in an order and at
 * moments that follow from a seed. What was acknowledged to the sender is counted once, all of it.
 *
 * <p>{@code LAMINAR_TEST_CRASH_ROUNDS} asks for more rounds of one kill each, {@code
 * LAMINAR_TEST_CRASH_SEED} for the same ones again.
 */
final class CrashIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final long PRICE = 1_000;

  @TempDir Path spill;

  private final EmbeddedKafka kafka = TestServers.ownKafka();
  private final EmbeddedPostgres postgres = TestServers.ownPostgres();
  private final StatsInstallation here =
      StatsInstallation.on(TestServers.redis(), postgres.address(), kafka.address());
  private final List<AggregatorProcess> aggregators = new ArrayList<>();

  @AfterEach
  void uninstall() {
    aggregators.forEach(AggregatorProcess::close);
    here.close();
    postgres.stop();
    kafka.stop();
  }

  @Test
  void countsWhatWasAcknowledgedExactlyOnceWhoeverIsKilled() throws Exception {
    long seed = Long.parseLong(TestSettings.read("crash-seed", Long.toString(System.nanoTime())));
    int rounds = Integer.parseInt(TestSettings.read("crash-rounds", "1"));
    System.out.println("CrashIT: LAMINAR_TEST_CRASH_SEED=" + seed);
    var random = new Random(seed);
    var folder = new SpillOptions(Optional.of(spill), 64 << 20, Duration.ofMillis(300));
    EventQueue queue = here.startQueue(here.queueOptions("sender", folder));
    aggregators.add(AggregatorProcess.start(here, Duration.ofSeconds(5)));
    aggregators.add(AggregatorProcess.start(here, Duration.ofSeconds(5)));
    var exchange = new Exchange(here, queue, seed);
    await().atMost(PATIENCE).until(() -> here.notices(NoticeKind.BILLING) > 0);

    for (int round = 0; round < rounds; round++) {
      List<Victim> victims = new ArrayList<>(List.of(Victim.values()));
      Collections.shuffle(victims, random);
      for (Victim victim : victims) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500)); // the moment is what is tried here
        killAndStartAgain(victim, random);
      }
    }

    exchange.stop();
    await().atMost(PATIENCE).until(exchange::isServed);
    await().atMost(PATIENCE).until(() -> queue.keptBytes() == 0);
    here.loop.call(queue::close);
    here.awaitAllCounted();
    assertThat(queue.lostFacts()).as("seed %d", seed).isZero();
    assertThat(here.notices(NoticeKind.BILLING)).as("seed %d", seed).isEqualTo(exchange.notices());
    assertThat(here.total(Fact.REQUEST)).as("seed %d", seed).isEqualTo(exchange.facts());
    assertThat(here.notices().get(0).priceMicros())
        .as("seed %d", seed)
        .isEqualTo(exchange.notices() * PRICE);
    assertThat(here.kept()).as("seed %d", seed).isEmpty();
    awaitDays(exchange.notices());
  }

  /** The totals of days, fed by whichever aggregator had the turn, and killed in between. */
  private void awaitDays(long notices) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(here.dayTotal(Exchange.CAMPAIGN, "billing")).isEqualTo(notices));
    assertThat(here.dayTotal(Exchange.CAMPAIGN, "spend")).isEqualTo(notices * PRICE);
  }

  private enum Victim {
    FIRST_AGGREGATOR,
    SECOND_AGGREGATOR,
    BROKER,
    DATABASE
  }

  private void killAndStartAgain(Victim victim, Random random) throws Exception {
    switch (victim) {
      case FIRST_AGGREGATOR -> restartAggregator(0, random);
      case SECOND_AGGREGATOR -> restartAggregator(1, random);
      case BROKER -> {
        kafka.kill();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
        kafka.start();
      }
      case DATABASE -> {
        postgres.kill();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
        postgres.start();
      }
      default -> throw new AssertionError(victim);
    }
  }

  private void restartAggregator(int which, Random random) throws Exception {
    aggregators.get(which).kill();
    TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
    aggregators.set(which, AggregatorProcess.start(here, Duration.ofSeconds(5)));
  }
}
