package io.laminar.deploy.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.ladder.CheckedWorkload;
import io.laminar.migration.plan.Objectives;
import io.laminar.migration.store.EventLoop;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The new store dies for good while it is read, under reads, writes and deletes. */
final class NewStoreLostIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void losesNothingAcknowledgedWhenItIsGivenUpAndGoesUpAgainInAnotherOne() {
    try (EmbeddedRedis redis = TestServers.ownRedis();
        var station =
            new Station(
                TestServers.secondRedis(),
                redis.address(),
                Duration.ofSeconds(1),
                Objectives.NONE)) {
      var workload = new CheckedWorkload(station.loop(), station.router(), 40, 7);
      workload.start();
      station.walkTo("S5");

      redis.kill();
      int before = workload.missed();
      Awaitility.await().atMost(PATIENCE).until(() -> workload.missed() > before);
      EventLoop.wait(station.migration().ladder().abandon(station.name()));

      assertThat(station.status().step().id()).isEqualTo("S0");
      int since = workload.rounds();
      Awaitility.await().atMost(PATIENCE).until(() -> workload.rounds() > since + 200);
      redis.start(); // empty
      station.walkTo("S5");
      workload.stop();
      assertThat(workload.complaints()).isEmpty();
      assertThat(workload.lost()).isEmpty();
      station.walkTo("S0");
    }
  }
}
