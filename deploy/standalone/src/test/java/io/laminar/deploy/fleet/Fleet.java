package io.laminar.deploy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.TestServers;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Several processes in one migration, and what they did, to be judged in the end. */
final class Fleet implements AutoCloseable {

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Duration LEASE = Duration.ofSeconds(4);

  private final String namespace = "fleet_" + NAMES.incrementAndGet();
  private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();
  private final List<Path> histories = new ArrayList<>();
  private final History history = new History();
  private final Path folder;

  /**
   * @param folder for what the processes did
   */
  Fleet(Path folder) {
    this.folder = folder;
  }

  /** The migration's name, and that of the place of its data. */
  String namespace() {
    return namespace;
  }

  NodeProcess start(String name) throws IOException {
    return start(name, new JsonObject());
  }

  /**
   * Starts a member.
   *
   * @param different what is not as usual, such as {@code clockAheadMillis}
   */
  NodeProcess start(String name, JsonObject different) throws IOException {
    Path file = folder.resolve(name + "-" + histories.size());
    histories.add(file);
    var node =
        NodeProcess.start(
            new JsonObject()
                .put("name", name)
                .put("namespace", namespace)
                .put("old", TestServers.redis())
                .put("new", TestServers.postgres())
                .put("control", TestServers.postgres())
                .put("leaseMillis", LEASE.toMillis())
                .put("clockAheadMillis", 0)
                .put("compareOneIn", 10)
                .put("soakMillis", 200)
                .put("maxErrors", 0)
                .put("maxP99Millis", 0)
                .put("writes", true)
                .put("dated", dated().toString())
                .put("history", file.toString())
                .put("seed", histories.size())
                .mergeIn(different));
    nodes.put(name, node);
    return node;
  }

  /** Everybody uses keys of a date from now on, and no others. */
  void useKeysOf(String date) throws IOException {
    Path written = Files.writeString(folder.resolve("date"), date);
    Files.move(written, dated(), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path dated() {
    return folder.resolve("dated");
  }

  /** How many acknowledged writes of such keys a member has made. */
  static long written(NodeProcess node, String date) throws IOException {
    try (Stream<String> lines = Files.lines(node.history())) {
      return lines
          .filter(line -> line.contains(" w k") && line.contains("#" + date))
          .filter(line -> line.contains(" ok "))
          .count();
    }
  }

  /** Ends a member at once, as the kernel does that runs out of memory. */
  void kill(String name) throws IOException, InterruptedException {
    nodes.remove(name).signal("KILL");
  }

  @Override
  public void close() {
    nodes.values().forEach(NodeProcess::close);
  }

  static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofMillis(200))
        .ignoreException(ConnectException.class) // whoever was asked may just have been killed
        .until(condition);
  }

  /** Asks whoever moves the migration, again if that is another by now: machines stall. */
  void walk(String step) throws Exception {
    try {
      await(() -> isAt(step));
    } catch (ConditionTimeoutException late) {
      throw new AssertionError("stands at " + controller().status().encodePrettily(), late);
    }
  }

  boolean isAt(String step) throws Exception {
    NodeProcess asked = controller();
    JsonObject status = asked.status();
    boolean stands = status.getString("step").equals(status.getString("goal"));
    boolean isThere = stands && status.getString("step").equals(step);
    if (stands && !isThere) {
      asked.tryCommand("walk", new JsonObject().put("to", step));
    }
    return isThere && status.getString("waitingFor").isEmpty();
  }

  /** Whoever moves the migration, among those that do not stand still. */
  NodeProcess controller() throws Exception {
    List<NodeProcess> asked = nodes.values().stream().filter(node -> !node.standsStill()).toList();
    for (NodeProcess node : asked) {
      if (node.status().getJsonObject("member").getBoolean("controller")) {
        return node;
      }
    }
    return asked.get(0);
  }

  /** Whether one of these says that it moves the migration. */
  boolean controllerAmong(String... names) throws Exception {
    for (String name : names) {
      if (nodes.get(name).status().getJsonObject("member").getBoolean("controller")) {
        return true;
      }
    }
    return false;
  }

  JsonObject member(String name) throws Exception {
    return controller().status().getJsonArray("members").stream()
        .map(JsonObject.class::cast)
        .filter(member -> member.getString("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  boolean hasCaughtUp(String name) throws Exception {
    JsonObject member = member(name);
    return member.getBoolean("live")
        && member.getLong("acknowledged").equals(controller().status().getLong("number"))
        && member.getJsonObject("report").getString("state").equals("SERVING");
  }

  /** What was ordered, and what members did by themselves. */
  List<String> events() throws Exception {
    return controller().log().getJsonArray("events").stream()
        .map(event -> ((JsonObject) event).getString("what"))
        .toList();
  }

  /** Lets everybody do some more, end, and be judged. */
  List<String> endAndJudge() throws Exception {
    List<String> steps = endAndJudgeParked();
    assertThat(history.plansTooFarApart()).isEmpty();
    return steps;
  }

  /** The same where writes wait: those are made under the plan that lets them go. */
  List<String> endAndJudgeParked() throws Exception {
    JsonObject log = controller().log();
    for (NodeProcess node : List.copyOf(nodes.values())) {
      node.end();
    }
    for (Path file : histories) {
      history.add(file);
    }
    assertThat(history.operations()).hasSizeGreaterThan(500);
    assertThat(history.staleReads()).isEmpty();
    assertThat(log.getString("broken")).isEmpty();
    assertThat(log.getLong("verified")).isEqualTo(log.getJsonArray("publications").size());
    return log.getJsonArray("publications").stream()
        .map(JsonObject.class::cast)
        .map(publication -> publication.getJsonObject("document").getString("step"))
        .toList();
  }

  /** What they did, once they have ended. */
  List<History.Operation> operations() {
    return history.operations();
  }
}
