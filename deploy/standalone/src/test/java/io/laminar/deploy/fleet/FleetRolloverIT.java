package io.laminar.deploy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.SlowProxy;
import io.laminar.deploy.testkit.TestServers;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processes in a timed rollover, one of which misses a cut. */
final class FleetRolloverIT {

  private static final String CUT = "2099-02-01";
  private static final int SOME = 20;

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
  void loseNothingThoughOneStandsStillAcrossTheCutAndServesBeforeItHearsOfIt() throws Exception {
    var proxied = URI.create(TestServers.postgres());
    try (var proxy = new SlowProxy(proxied.getPort())) {
      String behind = TestServers.postgres().replace(":" + proxied.getPort(), ":" + proxy.port());
      var first = fleet.start("m1", rollover());
      var second = fleet.start("m2", rollover());
      var third = fleet.start("m3", rollover().put("control", behind));
      fleet.walk("S2");
      fleet.controller().command("reverse", new JsonObject().put("cut", CUT));
      fleet.walk("S0");
      fleet.walk("S2");

      third.signal("STOP");
      proxy.cutReplies(true);
      fleet.controller().command("walk", new JsonObject().put("to", "S1"));
      Fleet.await(() -> fleet.hasCaughtUp("m1") && fleet.hasCaughtUp("m2") && isInS1());
      Fleet.await(() -> !fleet.member("m3").getBoolean("live"));
      fleet.useKeysOf(CUT);
      Fleet.await(() -> Fleet.written(first, CUT) > SOME && Fleet.written(second, CUT) > SOME);

      third.signal("CONT");
      Fleet.await(() -> Fleet.written(third, CUT) > SOME);
      assertThat(fleet.member("m3").getBoolean("live")).isFalse();
      proxy.cutReplies(false);
      Fleet.await(() -> fleet.hasCaughtUp("m3"));

      fleet.walk("S1");
      fleet.endAndJudge();
    }
  }

  private boolean isInS1() throws Exception {
    return fleet.controller().status().getString("step").equals("S1");
  }

  /** With a lease that is long enough to publish a step before it has run out. */
  private JsonObject rollover() {
    return new JsonObject()
        .put("leaseMillis", 8_000)
        .put(
            "plan",
            """
            name: %1$s
            strategy: timed-rollover
            from: {store: "%2$s", namespace: %1$s}
            to: {store: "%3$s", namespace: %1$s}
            dates: {after: "#", from: "2099-01-01"}
            limits: {soak: 200ms, quiet: 6500ms}
            """
                .formatted(fleet.namespace(), TestServers.redis(), TestServers.postgres()));
  }
}
