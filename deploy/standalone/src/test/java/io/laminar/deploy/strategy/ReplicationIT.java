package io.laminar.deploy.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.testkit.TestServers;
import org.junit.jupiter.api.Test;

/** Synchronize by the servers' own replication, under reads, writes and deletes. */
final class ReplicationIT {

  @Test
  void redisServersFollowEachOtherUpAndBackAndUpAgain() {
    EmbeddedRedis old = TestServers.ownRedis();
    EmbeddedRedis target = TestServers.ownRedis();
    try (var stage = new Stage(plan("it_replicaof", old.address(), target.address()))) {
      assertThat(stage.status().steps().replicates()).isTrue();
      stage.workload.start();

      upAndBackAndUpAgain(stage);

      stage.assertNothingIsLost();
    }
    old.stop();
    target.stop();
  }

  @Test
  void postgresServersFollowEachOtherUpAndBackAndUpAgain() {
    EmbeddedPostgres old = TestServers.ownPostgres("wal_level=logical");
    EmbeddedPostgres target = TestServers.ownPostgres("wal_level=logical");
    try (var stage = new Stage(plan("it_logical", old.address(), target.address()))) {
      assertThat(stage.status().steps().replicates()).isTrue();
      stage.workload.start();

      upAndBackAndUpAgain(stage);

      stage.assertNothingIsLost();
    }
    old.stop();
    target.stop();
  }

  private static void upAndBackAndUpAgain(Stage stage) {
    for (String goal : new String[] {"S4", "S0", "S4"}) {
      long begun = System.nanoTime();
      stage.walkTo(goal);
      System.err.println(
          goal
              + " "
              + (System.nanoTime() - begun) / 1_000_000
              + " frozen "
              + stage.workload.frozen()
              + " "
              + stage.status().toJson().getJsonObject("sync"));
      stage.letPass();
    }
  }

  private static String plan(String name, String from, String to) {
    return """
    name: %s
    strategy: synchronize
    from: {store: "%s", namespace: %s}
    to: {store: "%s", namespace: %s}
    limits: {soak: 200ms, quiet: 1s, pageSize: 100, switchWithin: 1m}
    """
        .formatted(name, from, name, to, name);
  }
}
