package io.laminar.deploy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.SlowProxy;
import io.laminar.deploy.testkit.TestServers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
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
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(200))
        .until(condition);
  }

  private void walk(NodeProcess asked, String step) throws Exception {
    asked.command("walk", new JsonObject().put("to", step));
    try {
      await(() -> isAt(controller(), step));
    } catch (org.awaitility.core.ConditionTimeoutException late) {
      throw new AssertionError("stands at " + controller().status().encodePrettily(), late);
    }
  }

  private static boolean isAt(NodeProcess node, String step) throws Exception {
    JsonObject status = node.status();
    assertThat(status.getString("failure")).isEmpty();
    return status.getString("step").equals(step)
        && status.getString("goal").equals(step)
        && status.getString("waitingFor").isEmpty();
  }

  /** The first that was started moves the migration. */
  private NodeProcess controller() {
    return nodes.values().iterator().next();
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
  private void endAndJudge() throws Exception {
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
  }

  @Test
  void moveTogetherAndBackThoughTheClockOfOneIsAMinuteAhead() throws Exception {
    var first = start("m1");
    start("m2");
    start("m3", TestServers.postgres(), Duration.ofSeconds(60));

    walk(first, "S7");
    walk(nodes.get("m2"), "S0"); // asked at one that does not move it
    walk(first, "S5");

    assertThat(member("m3").getJsonObject("report").getLong("wallClockAheadMillis"))
        .isBetween(50_000L, 70_000L);
    endAndJudge();
    assertThat(steps(log))
        .containsExactly(
            "S0", "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S6", "S5", "S4", "S3", "S2", "S1",
            "S0", "S1", "S2", "S3", "S4", "S5");
  }

  private JsonArray log = new JsonArray();

  private static List<String> steps(JsonArray publications) {
    return publications.stream()
        .map(JsonObject.class::cast)
        .map(publication -> publication.getJsonObject("document").getString("step"))
        .toList();
  }

  @Test
  void goOnWithoutOneThatStandsStillAndItCatchesUp() throws Exception {
    var first = start("m1");
    start("m2");
    var third = start("m3");
    walk(first, "S2");

    third.signal("STOP");
    walk(first, "S6");
    assertThat(member("m3").getBoolean("live")).isFalse();
    third.signal("CONT");

    await(() -> hasCaughtUp("m3"));
    walk(first, "S4");
    endAndJudge();
  }

  @Test
  void goOnWithoutOneThatWasKilled() throws Exception {
    var first = start("m1");
    start("m2");
    var third = start("m3");
    walk(first, "S3");

    third.signal("KILL");
    nodes.remove("m3");
    walk(first, "S7");
    start("m3");
    await(() -> hasCaughtUp("m3"));

    walk(first, "S5");
    endAndJudge();
  }

  @Test
  void areMovedByAnotherWhenTheOneThatMovesThemIsKilled() throws Exception {
    var first = start("m1");
    var second = start("m2");
    start("m3");
    walk(first, "S4");

    first.signal("KILL");
    nodes.remove("m1");
    await(
        () ->
            second.status().getJsonArray("members").stream()
                .map(JsonObject.class::cast)
                .anyMatch(
                    member ->
                        member.getBoolean("controller") && !member.getString("name").equals("m1")));

    second.command("walk", new JsonObject().put("to", "S6"));
    await(() -> second.status().getString("step").equals("S6"));
    endAndJudge();
  }

  @Test
  void serveOnWhenOneIsCutOffFromTheControlStore() throws Exception {
    var proxied = URI.create(TestServers.postgres());
    try (var proxy = new SlowProxy(proxied.getPort())) {
      var first = start("m1");
      start("m2");
      var third =
          start(
              "m3",
              TestServers.postgres().replace(":" + proxied.getPort(), ":" + proxy.port()),
              Duration.ZERO);
      walk(first, "S2");

      proxy.cutReplies(true);
      await(() -> third.status().getJsonObject("member").getString("state").equals("SAFE_MODE"));
      walk(first, "S7");
      long leftBehind = System.nanoTime();
      proxy.cutReplies(false);
      await(() -> hasCaughtUp("m3"));

      walk(first, "S5");
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
    var first = start("m1");
    start("m2");
    var third = start("m3");
    third.signal("STOP");
    await(() -> !member("m3").getBoolean("live"));

    first.command("walk", new JsonObject().put("to", "S2"));
    await(() -> first.status().getString("waitingFor").contains("forget --member m3"));
    assertThat(first.status().getString("step")).isEqualTo("S0");
    third.signal("CONT");

    await(() -> isAt(first, "S2"));
    endAndJudge();
  }
}
