package io.laminar.deploy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.testkit.ModestRole;
import io.laminar.deploy.testkit.TestServers;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that synchronize by the servers' own replication. */
final class FleetReplicationIT {

  @TempDir private Path folder;
  private Fleet fleet;

  @BeforeEach
  void begin() {
    fleet = new Fleet(folder);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  @Test
  void switchTogetherFromRedisToRedisAndBackThoughTheOneThatMovesThemIsKilled() throws Exception {
    try (EmbeddedRedis old = TestServers.ownRedis();
        EmbeddedRedis target = TestServers.ownRedis()) {
      JsonObject plan = plan(old.address(), target.address());
      fleet.start("m1", plan);
      fleet.start("m2", plan);
      fleet.walk("S4");
      fleet.walk("S0");
      fleet.walk("S4");

      fleet.kill("m1");
      Fleet.await(() -> fleet.member("m2").getBoolean("controller"));
      fleet.start("m1", plan);
      Fleet.await(() -> fleet.hasCaughtUp("m1"));

      fleet.walk("S0");
      fleet.endAndJudgeParked();
    }
  }

  @Test
  void goNowhereWhileOneStandsStillAndSwitchAfterwards() throws Exception {
    try (EmbeddedRedis old = TestServers.ownRedis();
        EmbeddedRedis target = TestServers.ownRedis()) {
      JsonObject plan = plan(old.address(), target.address());
      var first = fleet.start("m1", plan);
      var second = fleet.start("m2", plan);
      fleet.walk("S1");

      second.signal("STOP");
      Fleet.await(() -> !fleet.member("m2").getBoolean("live"));
      first.command("walk", new JsonObject().put("to", "S4"));
      Fleet.await(() -> first.status().getString("waitingFor").contains("forget --member m2"));
      assertThat(first.status().getString("step")).isEqualTo("S1");
      second.signal("CONT");

      fleet.walk("S4");
      fleet.walk("S0");
      fleet.endAndJudgeParked();
    }
  }

  @Test
  void switchTogetherFromPostgresToPostgresAndBackByRolesThatAreNoSuperusers() throws Exception {
    try (EmbeddedPostgres old = TestServers.ownPostgres("wal_level=logical");
        EmbeddedPostgres target = TestServers.ownPostgres("wal_level=logical");
        var roles = new ModestRole()) {
      JsonObject plan = plan(roles.with(old), roles.with(target));
      fleet.start("m1", plan);
      fleet.start("m2", plan);

      fleet.walk("S4");
      fleet.walk("S0");
      fleet.walk("S4");
      fleet.endAndJudgeParked();
    }
  }

  private JsonObject plan(String from, String to) {
    return new JsonObject()
        .put(
            "plan",
            """
            name: %1$s
            strategy: synchronize
            from: {store: "%2$s", namespace: %1$s}
            to: {store: "%3$s", namespace: %1$s}
            limits: {soak: 200ms, quiet: 6500ms, pageSize: 100, switchWithin: 60s}
            """
                .formatted(fleet.namespace(), from, to));
  }
}
