package io.laminar.deploy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.SlowProxy;
import io.laminar.deploy.testkit.TestServers;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processes in one migration from Redis to PostgreSQL, with trouble for one of them. */
final class FleetIT {

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

  private static JsonObject clockAhead(int seconds) {
    return new JsonObject().put("clockAheadMillis", seconds * 1_000);
  }

  @Test
  void moveTogetherAndBackThoughTheClocksOfTwoAreAMinuteOff() throws Exception {
    fleet.start("m1", clockAhead(-60)); // the one that moves them
    var second = fleet.start("m2");
    fleet.start("m3", clockAhead(60));

    fleet.walk("S7");
    assertThat(second.command("pause", new JsonObject()).getBoolean("paused")).isTrue();
    fleet.walk("S0");
    fleet.walk("S5");
    assertThat(fleet.events())
        .containsSubsequence("walk to=S7", "pause", "walk to=S0", "walk to=S5");

    assertThat(fleet.member("m1").getJsonObject("report").getLong("wallClockAheadMillis"))
        .isBetween(-70_000L, -50_000L);
    assertThat(fleet.member("m3").getJsonObject("report").getLong("wallClockAheadMillis"))
        .isBetween(50_000L, 70_000L);
    List<String> steps = fleet.endAndJudge();
    assertThat(steps).startsWith("S0", "S1").contains("S7").endsWith("S5");
    for (int i = 1; i < steps.size(); i++) {
      int stride = steps.get(i).charAt(1) - steps.get(i - 1).charAt(1);
      assertThat(Math.abs(stride)).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void goOnWithoutOneThatStandsStillAndItCatchesUp() throws Exception {
    fleet.start("m1");
    fleet.start("m2");
    var third = fleet.start("m3");
    fleet.walk("S2");

    third.signal("STOP");
    fleet.walk("S6");
    assertThat(fleet.member("m3").getBoolean("live")).isFalse();
    third.signal("CONT");

    Fleet.await(() -> fleet.hasCaughtUp("m3"));
    fleet.walk("S4");
    fleet.endAndJudge();
  }

  @Test
  void goOnWithoutOneThatWasKilled() throws Exception {
    fleet.start("m1");
    fleet.start("m2");
    var third = fleet.start("m3");
    fleet.walk("S3");

    fleet.kill("m3");
    fleet.walk("S7");
    fleet.start("m3");
    Fleet.await(() -> fleet.hasCaughtUp("m3"));

    fleet.walk("S5");
    fleet.endAndJudge();
  }

  @Test
  void areMovedByAnotherWhenTheOneThatMovesThemIsKilled() throws Exception {
    var first = fleet.start("m1");
    fleet.start("m2");
    fleet.start("m3");
    fleet.walk("S4");

    fleet.kill("m1");
    fleet.walk("S6");
    fleet.endAndJudge();
  }

  @Test
  void areMovedByAnotherWhileTheOneThatMovesThemStandsStillInTheMiddleOfAWalk() throws Exception {
    var first = fleet.start("m1");
    fleet.start("m2");
    fleet.start("m3");
    fleet.walk("S2");
    first.command("walk", new JsonObject().put("to", "S7"));

    first.signal("STOP");
    Fleet.await(() -> !fleet.member("m1").getBoolean("live"));
    fleet.walk("S6");
    first.signal("CONT");
    Fleet.await(() -> fleet.hasCaughtUp("m1"));
    assertThat(fleet.member("m1").getBoolean("controller")).isFalse();

    fleet.walk("S4");
    fleet.endAndJudge();
  }

  @Test
  void areMovedByAnotherWhenTheOneThatMovesThemIsCutOffFromTheControlStore() throws Exception {
    var proxied = URI.create(TestServers.postgres());
    try (var proxy = new SlowProxy(proxied.getPort())) {
      String behind = TestServers.postgres().replace(":" + proxied.getPort(), ":" + proxy.port());
      fleet.start("m1", new JsonObject().put("control", behind));
      fleet.start("m2");
      fleet.start("m3");
      fleet.walk("S4");

      proxy.cutReplies(true);
      Fleet.await(() -> fleet.controllerAmong("m2", "m3"));
      fleet.walk("S6");
      proxy.cutReplies(false);
      Fleet.await(() -> fleet.hasCaughtUp("m1"));

      fleet.walk("S3");
      fleet.endAndJudge();
    }
  }

  @Test
  void serveOnWhenOneIsCutOffFromTheControlStore() throws Exception {
    var proxied = URI.create(TestServers.postgres());
    try (var proxy = new SlowProxy(proxied.getPort())) {
      fleet.start("m1");
      fleet.start("m2");
      var third =
          fleet.start(
              "m3",
              new JsonObject()
                  .put(
                      "control",
                      TestServers.postgres().replace(":" + proxied.getPort(), ":" + proxy.port())));
      fleet.walk("S2");

      proxy.cutReplies(true);
      Fleet.await(
          () -> third.status().getJsonObject("member").getString("state").equals("SAFE_MODE"));
      fleet.walk("S7");
      long leftBehind = System.nanoTime();
      proxy.cutReplies(false);
      Fleet.await(() -> fleet.hasCaughtUp("m3"));

      fleet.walk("S5");
      fleet.endAndJudge();
      assertThat(fleet.operations())
          .anyMatch(
              o ->
                  o.member().equals("m3")
                      && o.writes()
                      && o.acknowledged()
                      && !o.trusted()
                      && o.endNanos() < leftBehind);
    }
  }

  @Test
  void goNowhereWithoutOneWhosePlanIsTheOldStoreAlone() throws Exception {
    fleet.start("m1");
    fleet.start("m2");
    var third = fleet.start("m3");
    third.signal("STOP");
    Fleet.await(() -> !fleet.member("m3").getBoolean("live"));

    Fleet.await(
        () ->
            !fleet.isAt("S2")
                && fleet
                    .controller()
                    .status()
                    .getString("waitingFor")
                    .contains("forget --member m3"));
    assertThat(fleet.controller().status().getString("step")).isEqualTo("S0");
    third.signal("CONT");

    fleet.walk("S2");
    fleet.endAndJudge();
  }
}
