package io.laminar.deploy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.SlowProxy;
import io.laminar.deploy.testkit.TestServers;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processes in one migration from Redis to PostgreSQL, with trouble for one of them. */
final class FleetIT {

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Duration LEASE = Duration.ofSeconds(4);

  private final String namespace = "fleet_" + NAMES.incrementAndGet();
  private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();
  private final List<Path> histories = new ArrayList<>();
  private final History history = new History();
  @TempDir private Path folder;

  private NodeProcess start(String name) throws IOException {
    return start(name, TestServers.postgres(), Duration.ZERO);
  }

  private NodeProcess start(String name, String control, Duration clockAhead) throws IOException {
    Path file = folder.resolve(name + "-" + histories.size());
    histories.add(file);
    var node =
        NodeProcess.start(
            new JsonObject()
                .put("name", name)
                .put("namespace", namespace)
                .put("old", TestServers.redis())
                .put("new", TestServers.postgres())
                .put("control", control)
                .put("leaseMillis", LEASE.toMillis())
                .put("clockAheadMillis", clockAhead.toMillis())
                .put("history", file.toString())
                .put("seed", histories.size()));
    nodes.put(name, node);
    return node;
  }

  @AfterEach
  void close() {
    nodes.values().forEach(NodeProcess::close);
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofMillis(200))
        .ignoreException(ConnectException.class) // whoever was asked may just have been killed
        .until(condition);
  }

  /** Asks whoever moves the migration, again if that is another by now: machines stall. */
  private void walk(String step) throws Exception {
    try {
      await(() -> isAt(step));
    } catch (ConditionTimeoutException late) {
      throw new AssertionError("stands at " + controller().status().encodePrettily(), late);
    }
  }

  private boolean isAt(String step) throws Exception {
    NodeProcess asked = controller();
    JsonObject status = asked.status();
    boolean stands = status.getString("step").equals(status.getString("goal"));
    boolean isThere = stands && status.getString("step").equals(step);
    if (stands && !isThere) {
      asked.command("walk", new JsonObject().put("to", step));
    }
    return isThere && status.getString("waitingFor").isEmpty();
  }

  /** Whoever moves the migration, among those that do not stand still. */
  private NodeProcess controller() throws Exception {
    NodeProcess any = nodes.values().iterator().next();
    for (NodeProcess node : nodes.values()) {
      if (!node.standsStill() && node.status().getJsonObject("member").getBoolean("controller")) {
        return node;
      }
    }
    return any;
  }

  private JsonObject member(String name) throws Exception {
    return controller().status().getJsonArray("members").stream()
        .map(JsonObject.class::cast)
        .filter(member -> member.getString("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  private boolean hasCaughtUp(String name) throws Exception {
    JsonObject member = member(name);
    return member.getBoolean("live")
        && member.getLong("acknowledged").equals(controller().status().getLong("number"))
        && member.getJsonObject("report").getString("state").equals("SERVING");
  }

  /** Lets everybody do some more, end, and be judged. */
  private List<String> endAndJudge() throws Exception {
    JsonObject log = controller().log();
    for (NodeProcess node : List.copyOf(nodes.values())) {
      node.end();
    }
    for (Path file : histories) {
      history.add(file);
    }
    assertThat(history.operations()).hasSizeGreaterThan(500);
    assertThat(history.staleReads()).isEmpty();
    assertThat(history.plansTooFarApart()).isEmpty();
    assertThat(log.getString("broken")).isEmpty();
    assertThat(log.getLong("verified")).isEqualTo(log.getJsonArray("publications").size());
    return log.getJsonArray("publications").stream()
        .map(JsonObject.class::cast)
        .map(publication -> publication.getJsonObject("document").getString("step"))
        .toList();
  }

  @Test
  void moveTogetherAndBackThoughTheClockOfOneIsAMinuteAhead() throws Exception {
    start("m1");
    var second = start("m2");
    start("m3", TestServers.postgres(), Duration.ofSeconds(60));

    walk("S7");
    assertThat(second.command("pause", new JsonObject()).getBoolean("paused")).isTrue();
    walk("S0");
    walk("S5");

    assertThat(member("m3").getJsonObject("report").getLong("wallClockAheadMillis"))
        .isBetween(50_000L, 70_000L);
    List<String> steps = endAndJudge();
    assertThat(steps).startsWith("S0", "S1").contains("S7").endsWith("S5");
    for (int i = 1; i < steps.size(); i++) {
      int stride = steps.get(i).charAt(1) - steps.get(i - 1).charAt(1);
      assertThat(Math.abs(stride)).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void goOnWithoutOneThatStandsStillAndItCatchesUp() throws Exception {
    start("m1");
    start("m2");
    var third = start("m3");
    walk("S2");

    third.signal("STOP");
    walk("S6");
    assertThat(member("m3").getBoolean("live")).isFalse();
    third.signal("CONT");

    await(() -> hasCaughtUp("m3"));
    walk("S4");
    endAndJudge();
  }

  @Test
  void goOnWithoutOneThatWasKilled() throws Exception {
    start("m1");
    start("m2");
    var third = start("m3");
    walk("S3");

    third.signal("KILL");
    nodes.remove("m3");
    walk("S7");
    start("m3");
    await(() -> hasCaughtUp("m3"));

    walk("S5");
    endAndJudge();
  }

  @Test
  void areMovedByAnotherWhenTheOneThatMovesThemIsKilled() throws Exception {
    var first = start("m1");
    start("m2");
    start("m3");
    walk("S4");

    first.signal("KILL");
    nodes.remove("m1");
    walk("S6");
    endAndJudge();
  }

  @Test
  void serveOnWhenOneIsCutOffFromTheControlStore() throws Exception {
    var proxied = URI.create(TestServers.postgres());
    try (var proxy = new SlowProxy(proxied.getPort())) {
      start("m1");
      start("m2");
      var third =
          start(
              "m3",
              TestServers.postgres().replace(":" + proxied.getPort(), ":" + proxy.port()),
              Duration.ZERO);
      walk("S2");

      proxy.cutReplies(true);
      await(() -> third.status().getJsonObject("member").getString("state").equals("SAFE_MODE"));
      walk("S7");
      long leftBehind = System.nanoTime();
      proxy.cutReplies(false);
      await(() -> hasCaughtUp("m3"));

      walk("S5");
      endAndJudge();
      assertThat(history.operations())
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
    start("m1");
    start("m2");
    var third = start("m3");
    third.signal("STOP");
    await(() -> !member("m3").getBoolean("live"));

    await(
        () ->
            !isAt("S2")
                && controller().status().getString("waitingFor").contains("forget --member m3"));
    assertThat(controller().status().getString("step")).isEqualTo("S0");
    third.signal("CONT");

    walk("S2");
    endAndJudge();
  }
}
