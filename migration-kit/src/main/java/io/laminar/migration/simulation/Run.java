package io.laminar.migration.simulation;

import io.laminar.migration.ladder.Ladder;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.ladder.LadderStatus;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.Entry;
import io.laminar.migration.verify.Difference;
import io.laminar.migration.verify.VerifyReport;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * One simulated migration: clients work while the real ladder walks to chance steps, servers fail
 * and recover, and the process is killed and begins again. At the end all is healed, the migration
 * is walked to where both stores must be equal, and the history is judged.
 */
final class Run {

  private static final long LIMIT_NANOS = Duration.ofMinutes(30).toNanos();
  private static final List<String> GOALS = List.of("S0", "S1", "S2", "S3", "S4", "S5", "S6", "S7");
  private static final int MAX_PER_KEY = 400;
  private static final long FIRST_VERSION = 7;

  private final long seed;
  private final Timeline timeline;
  private final Universe universe;
  private final SimServer control;
  private final History history = new History();
  private final List<String> keys;
  private final Clients clients;
  private final boolean calm;
  private SimProcess process;
  private Ladder ladder;
  private int starts;
  private Optional<Verdict> unexpected = Optional.empty();

  Run(long seed, Mutant mutant) {
    this.seed = seed;
    this.timeline = new Timeline(seed, LIMIT_NANOS);
    EngineModel[] engines = EngineModel.values();
    this.universe =
        new Universe(
            timeline,
            engines[timeline.random().nextInt(engines.length)],
            engines[timeline.random().nextInt(engines.length)],
            mutant);
    this.control = new SimServer("control", EngineModel.POSTGRESQL, timeline);
    this.keys =
        IntStream.range(0, 2 + timeline.random().nextInt(10)).mapToObj(i -> "k" + i).toList();
    this.calm = timeline.random().nextBoolean();
    this.clients = new Clients(timeline, history, keys, MAX_PER_KEY, true);
  }

  /** Runs it. */
  Verdict judge() {
    try {
      fill();
      start();
      if (calm) {
        universe.data(Side.OLD).refuseJobs(0.1);
        universe.data(Side.NEW).refuseJobs(0.1);
        watchComparisons();
      }
      pass(timeline.between(0, 500_000_000));
      walkAbout();
      settle();
    } catch (Timeline.StuckException stuck) {
      return Verdict.wrong(seed, "stuck", stuck.getMessage() + "; " + status(), history.tell(""));
    }
    return irregular().or(this::unequal).or(this::unexpected).orElseGet(() -> Verdict.right(seed));
  }

  private void fill() {
    SimServer old = universe.data(Side.OLD);
    for (String key : keys) {
      int dice = timeline.random().nextInt(4);
      if (dice == 0) {
        long endNanos = timeline.between(100_000_000, 5_000_000_000L);
        old.put(
            key,
            Entry.of(
                Buffer.buffer("first " + key), FIRST_VERSION, SimProcess.epochMillis(endNanos)));
        history.initially(key, "first " + key, endNanos);
      } else if (dice < 3) {
        old.put(key, Entry.of(Buffer.buffer("first " + key), Entry.LEGACY_VERSION));
        history.initially(key, "first " + key, Long.MAX_VALUE);
      }
    }
  }

  /** A process begins, or begins again after it was killed. */
  private void start() {
    process = new SimProcess("p" + ++starts, timeline, timeline.random().nextInt(200) * 0L);
    SimLoop home = universe.jobLoop(process);
    SimProcess mine = process;
    var time =
        new Time() {
          @Override
          public long nanos() {
            return timeline.nanos();
          }

          @Override
          public long millis() {
            return mine.millis();
          }
        };
    Future<Ladder> opened = Future.failedFuture("not yet");
    while (opened.failed()) {
      opened =
          Ladder.open(
              home.vertx(), options(), universe, new SimStore(home, control), mine.clock(), time);
      timeline.runUntil("the record of the migration", opened::isComplete);
    }
    ladder = opened.result();
    mark("process " + mine.name() + " begins in " + ladder.member().policy());
    for (int i = 0; i < 2; i++) {
      join("client " + mine.name() + "." + i);
    }
  }

  private void join(String client) {
    SimLoop loop = universe.loop(process);
    SimProcess mine = process;
    ladder
        .member()
        .join(loop.vertx())
        .onSuccess(
            router -> {
              clients.add(client + "a", loop, router);
              clients.add(client + "b", loop, router);
            })
        .onFailure(failure -> timeline.after(20_000_000, mine, () -> rejoin(client, mine)));
  }

  private void rejoin(String client, SimProcess same) {
    if (same == process) {
      join(client);
    }
  }

  private LadderOptions options() {
    return new LadderOptions(
        "simulated", 4, 2, 0, 2, Duration.ofMillis(100), Duration.ofMillis(400));
  }

  private void walkAbout() {
    int walks = 3 + timeline.random().nextInt(5);
    for (int i = 0; i < walks; i++) {
      String goal = GOALS.get(timeline.random().nextInt(GOALS.size()));
      mark("walk to " + goal);
      Future<Void> walk = ladder.walkTo(goal);
      walk.onComplete(
          ended ->
              mark(ended.succeeded() ? "in " + goal : "stands: " + ended.cause().getMessage()));
      long until = timeline.nanos() + timeline.between(10_000_000, 3_000_000_000L);
      if (!calm) {
        plague();
      }
      timeline.runUntil("time passes", () -> timeline.nanos() >= until);
      if (!calm && timeline.random().nextInt(4) == 0) {
        mark("kill -9 " + process.name());
        process.kill();
        pass(timeline.between(1_000_000, 200_000_000));
        start();
      }
    }
  }

  /** Something goes wrong for a while. */
  private void plague() {
    Side side = Side.values()[timeline.random().nextInt(2)];
    SimServer server = universe.data(side);
    switch (timeline.random().nextInt(6)) {
      case 0 -> {
        mark(side + " down");
        server.goDown();
      }
      case 1, 2 -> {
        mark(side + " loses and refuses");
        server.misbehave(0.1, 0.1, 1);
      }
      case 3 -> {
        mark(side + " slow");
        server.misbehave(0, 0, 5);
      }
      default -> {}
    }
    timeline.after(timeline.between(10_000_000, 2_000_000_000L), null, this::heal);
  }

  private void heal() {
    mark("all healed");
    universe.data(Side.OLD).heal();
    universe.data(Side.NEW).heal();
  }

  /** Walks to where both stores must be equal, and lets the last writes end. */
  private void settle() {
    heal();
    String last = List.of("S3", "S4", "S5").get(timeline.random().nextInt(3));
    boolean arrived = false;
    for (int tries = 0; tries < 20 && !arrived; tries++) {
      mark("walk to " + last + " at the end");
      heal();
      Future<Void> walk = ladder.walkTo(last);
      timeline.runUntil("the end of the walk to " + last, walk::isComplete);
      arrived = walk.succeeded();
    }
    if (!arrived) {
      throw new Timeline.StuckException("never came to " + last);
    }
    clients.stop();
    timeline.runUntil("the last answers", clients::areDone);
    boolean equal = false;
    for (int tries = 0; tries < 5 && !equal; tries++) { // a killed process leaves halves of writes
      Future<VerifyReport> report = ladder.verify(true);
      timeline.runUntil("the comparison at the end", report::isComplete);
      report.onSuccess(this::note);
      equal = report.succeeded() && report.result().isEqual();
    }
    pass(Duration.ofSeconds(5).toNanos()); // the journal of the last step is drained meanwhile
  }

  private Optional<Verdict> irregular() {
    for (String key : history.keys()) {
      Optional<String> wrong = Checks.regular(history.of(key));
      if (wrong.isPresent()) {
        return Optional.of(Verdict.wrong(seed, "reads", wrong.get(), history.tell(key)));
      }
    }
    return Optional.empty();
  }

  private Optional<Verdict> unequal() {
    var all = new TreeSet<String>(universe.data(Side.OLD).entries().keySet());
    all.addAll(universe.data(Side.NEW).entries().keySet());
    List<String> found = new ArrayList<>();
    for (String key : all) {
      Entry old = universe.data(Side.OLD).read(key);
      Entry there = universe.data(Side.NEW).read(key);
      Difference.between(old, there, control.millis())
          .ifPresent(difference -> found.add(key + ": " + difference + " " + old + " " + there));
    }
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Verdict.wrong(
                seed,
                "convergence",
                "the stores differ at the end: " + found,
                history.tell(found.get(0).substring(0, found.get(0).indexOf(':')))));
  }

  private void watchComparisons() {
    ladder.status().onSuccess(status -> status.lastVerify().ifPresent(this::note));
    timeline.after(5_000_000, null, this::watchComparisons);
  }

  /**
   * Where nothing fails but jobs that try again, a comparison has nothing to find: only a key whose
   * value ended while one store was not written may still have an older value there.
   */
  private void note(VerifyReport report) {
    boolean explained = report.examples().stream().allMatch(this::hasEndingValues);
    if (calm && unexpected.isEmpty() && !report.isEqual() && !explained) {
      mark("a comparison found " + report);
      unexpected =
          Optional.of(
              Verdict.wrong(
                  seed,
                  "comparison",
                  "a difference without a cause: " + report + " " + report.examples(),
                  history.tell(report.examples().get(0))));
    }
  }

  private boolean hasEndingValues(String key) {
    return history.of(key).stream().anyMatch(each -> each.expiresAtNanos() != Long.MAX_VALUE);
  }

  private Optional<Verdict> unexpected() {
    return unexpected;
  }

  private String status() {
    Future<LadderStatus> status = ladder.status();
    long until = timeline.nanos() + 1_000_000_000;
    try {
      timeline.runUntil("status", () -> status.isComplete() || timeline.nanos() > until);
    } catch (Timeline.StuckException nothingLeft) {
      return "no status";
    }
    return status.succeeded() ? status.result().toString() : "no status";
  }

  private void pass(long nanos) {
    long until = timeline.nanos() + nanos;
    timeline.after(nanos, null, () -> {});
    timeline.runUntil("time passes", () -> timeline.nanos() >= until);
  }

  private void mark(String text) {
    history.mark(timeline.nanos(), text);
  }
}
