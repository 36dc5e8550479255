package io.laminar.migration.simulation;

import io.laminar.migration.ladder.Course;
import io.laminar.migration.ladder.Ladder;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.ladder.LadderStatus;
import io.laminar.migration.ladder.MigrationRecord;
import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Time;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.store.Entry;
import io.laminar.migration.verify.Difference;
import io.laminar.migration.verify.VerifyReport;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One simulated migration: clients work while the real ladder walks to chance steps, servers fail
 * and recover, and processes are killed and begin again. At the end all is healed, the migration is
 * walked to where both stores must be equal, every key is read, and the history is judged.
 *
 * <p>Half of the runs are calm: nothing fails but requests of jobs, which try again; there a
 * comparison that finds a difference has found a fault.
 */
final class Run {

  /** Those that need no queue, date or other store than two, and promise to lose nothing. */
  static final Set<Strategy> STRATEGIES =
      EnumSet.of(
          Strategy.DUAL_WRITE,
          Strategy.STOP_AND_MIGRATE,
          Strategy.READ_ONLY,
          Strategy.SYNCHRONIZE,
          Strategy.DUAL_LOOKUP);

  private static final long LIMIT_NANOS = Duration.ofMinutes(30).toNanos();
  private static final int MAX_PER_KEY = 400;
  private static final long FIRST_VERSION = 7;
  private static final int LAST_TRIES = 20;

  private final long seed;
  private final Mutant mutant;
  private final Timeline timeline;
  private final Universe universe;
  private final SimServer control;
  private final Steps steps;
  private final History history = new History();
  private final List<String> keys;
  private final Clients clients;
  private final boolean calm;
  private final List<SimCrew.Node> others = new ArrayList<>();
  private SimProcess mover;
  private SimCrew crew;
  private Ladder ladder;
  private int starts;
  private Optional<Verdict> unexpected = Optional.empty();

  Run(long seed, Strategy strategy, Mutant mutant) {
    this.seed = seed;
    this.mutant = mutant;
    this.timeline = new Timeline(seed, LIMIT_NANOS);
    this.universe = new Universe(timeline, anEngine(), anEngine(), mutant);
    this.control = new SimServer("control", EngineModel.POSTGRESQL, timeline);
    this.steps = mutant.spoil(Steps.of(strategy));
    this.keys =
        IntStream.range(0, 2 + timeline.random().nextInt(10)).mapToObj(i -> "k" + i).toList();
    this.calm = timeline.random().nextBoolean();
    this.clients =
        new Clients(timeline, history, keys, MAX_PER_KEY, strategy != Strategy.SYNCHRONIZE);
  }

  private EngineModel anEngine() {
    EngineModel[] all = EngineModel.values();
    return all[timeline.random().nextInt(all.length)];
  }

  /** Runs it. */
  Verdict judge() {
    try {
      fill();
      begin();
      if (calm) {
        universe.data(Side.OLD).refuseJobs(0.1);
        universe.data(Side.NEW).refuseJobs(0.1);
        watchComparisons();
      }
      pass(timeline.between(0, 500_000_000));
      walkAbout();
      settle();
    } catch (Timeline.StuckException stuck) {
      return Verdict.wrong(seed, "progress", stuck.getMessage() + "; " + status(), story(""));
    }
    return irregular().or(() -> unexpected).orElseGet(() -> Verdict.right(seed));
  }

  private void fill() {
    SimServer old = universe.data(Side.OLD);
    boolean ending = steps.strategy() != Strategy.SYNCHRONIZE; // it says so: see what it may lose
    for (String key : keys) {
      int dice = timeline.random().nextInt(ending ? 4 : 3) + (ending ? 0 : 1);
      String value = "{\"first\":\"" + key + "\"}";
      if (dice == 0) {
        long endNanos = timeline.between(100_000_000, 5_000_000_000L);
        old.put(
            key, Entry.of(Buffer.buffer(value), FIRST_VERSION, SimProcess.epochMillis(endNanos)));
        history.initially(key, value, endNanos);
      } else if (dice < 3) {
        old.put(key, Entry.of(Buffer.buffer(value), Entry.LEGACY_VERSION));
        history.initially(key, value, Long.MAX_VALUE);
      }
    }
  }

  /** The process that moves the migration begins, or begins again after it was killed. */
  private void begin() {
    mover = aProcess();
    SimLoop home = universe.jobLoop(mover);
    var store = new SimStore(home, control);
    MigrationRecord record = insist(() -> SimCrew.read(store, mover.clock(), options().name()));
    Policy policy = steps.find(record.step()).policy();
    crew = new SimCrew(timeline, store, mover.clock(), mutant, policy);
    others.removeIf(node -> !node.process().isAlive());
    others.forEach(crew::add);
    var member = new Member(universe, mover.clock(), 2, policy);
    crew.add(new SimCrew.Node(mover, member));
    ladder =
        Ladder.on(
            home.vertx(),
            options(),
            new Course(cut -> steps, Selector.ALL, ""),
            universe,
            crew,
            mover.clock(),
            timeOf(mover),
            record,
            member);
    mark("process " + mover.name() + " begins in " + record.step());
    serve(mover, member);
    serve(mover, member);
    if (others.isEmpty()) {
      joinAnother(policy);
    }
  }

  /** A process that follows. */
  private void joinAnother(Policy policy) {
    SimProcess process = aProcess();
    var member = new Member(universe, process.clock(), 2, policy);
    var node = new SimCrew.Node(process, member);
    others.add(node);
    crew.add(node);
    serve(process, member);
  }

  private SimProcess aProcess() {
    return new SimProcess("p" + ++starts, timeline, timeline.random().nextInt(200) - 100, starts);
  }

  private <T> T insist(java.util.function.Supplier<Future<T>> call) {
    Future<T> answer = Future.failedFuture("not yet");
    while (answer.failed()) {
      answer = call.get();
      timeline.runUntil("an answer of the control store", answer::isComplete);
    }
    return answer.result();
  }

  private Time timeOf(SimProcess process) {
    return new Time() {
      @Override
      public long nanos() {
        return timeline.nanos();
      }

      @Override
      public long millis() {
        return process.millis();
      }
    };
  }

  /** Clients on another loop of a process, as soon as it can open its stores. */
  private void serve(SimProcess process, Member member) {
    SimLoop loop = universe.loop(process);
    member
        .join(loop.vertx())
        .onSuccess(
            router -> {
              clients.add("client " + process.name() + "a", loop, router);
              clients.add("client " + process.name() + "b", loop, router);
            })
        .onFailure(failure -> timeline.after(20_000_000, process, () -> serve(process, member)));
  }

  private LadderOptions options() {
    return new LadderOptions(
        "simulated", 4, 2, 0, 2, Duration.ofMillis(100), Duration.ofMillis(400));
  }

  private void walkAbout() {
    List<PlanStep> goals = steps.all().subList(0, steps.indexOf(steps.top()) + 1);
    int walks = 3 + timeline.random().nextInt(5);
    for (int i = 0; i < walks; i++) {
      PlanStep goal = goals.get(timeline.random().nextInt(goals.size()));
      mark("walk to " + goal);
      ladder
          .walkTo(goal.id())
          .onComplete(
              ended ->
                  mark(ended.succeeded() ? "in " + goal : "stands: " + ended.cause().getMessage()));
      long nanos = timeline.between(10_000_000, 3_000_000_000L);
      if (!calm) {
        plague();
      }
      pass(nanos);
      if (!calm && timeline.random().nextInt(3) == 0) {
        killSomebody();
      }
    }
  }

  private void killSomebody() {
    if (timeline.random().nextBoolean()) {
      mark("kill -9 " + mover.name());
      mover.kill();
      pass(timeline.between(1_000_000, 200_000_000));
      begin();
    } else {
      for (SimCrew.Node node : others) {
        mark("kill -9 " + node.process().name());
        node.process().kill();
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
      default -> {
        return;
      }
    }
    timeline.after(timeline.between(10_000_000, 2_000_000_000L), null, this::heal);
  }

  private void heal() {
    mark("all healed");
    universe.data(Side.OLD).heal();
    universe.data(Side.NEW).heal();
  }

  /** Up and down once more, then every key is read. */
  private void settle() {
    heal();
    arriveAt(steps.top());
    arriveAt(steps.first());
    if (steps.strategy() == Strategy.DUAL_WRITE && mutant != Mutant.NO_STRICT_STEP) {
      arriveAt(steps.find("S4"));
      compare();
    }
    clients.stop();
    timeline.runUntil("the last answers", clients::areDone);
    pass(Duration.ofSeconds(2).toNanos());
    clients.readAll();
    timeline.runUntil("the last reads", clients::areDone);
  }

  private void arriveAt(PlanStep goal) {
    boolean arrived = false;
    for (int tries = 0; tries < LAST_TRIES && !arrived; tries++) {
      mark("walk to " + goal + " at the end");
      Future<Void> walk = ladder.walkTo(goal.id());
      timeline.runUntil("the end of the walk to " + goal, walk::isComplete);
      arrived = walk.succeeded();
    }
    if (!arrived) {
      throw new Timeline.StuckException("never came to " + goal);
    }
  }

  /** Where both stores hold the same, a comparison must come to find nothing. */
  private void compare() {
    boolean equal = false;
    for (int tries = 0; tries < LAST_TRIES && !equal; tries++) { // the killed left half writes
      Future<VerifyReport> report = ladder.verify(true);
      timeline.runUntil("the comparison at the end", report::isComplete);
      report.onSuccess(this::note);
      equal = report.succeeded() && report.result().isEqual();
    }
    if (!equal) {
      throw new Timeline.StuckException("the stores never became equal");
    }
  }

  private Optional<Verdict> irregular() {
    for (String key : history.keys()) {
      Optional<String> wrong = Checks.regular(history.of(key));
      if (wrong.isPresent()) {
        return Optional.of(Verdict.wrong(seed, "reads", wrong.get(), story(key)));
      }
    }
    return Optional.empty();
  }

  private void watchComparisons() {
    ladder.status().onSuccess(status -> status.lastVerify().ifPresent(this::note));
    timeline.after(5_000_000, null, this::watchComparisons);
  }

  /** Only a key whose value ended while one store was not written may still have one there. */
  private void note(VerifyReport report) {
    boolean explained =
        report.countByDifference().get(Difference.EXTRA) == report.divergent()
            && report.examples().stream().allMatch(this::hasEndingValues);
    boolean alwaysInBoth = steps.strategy() == Strategy.DUAL_WRITE;
    if (alwaysInBoth && calm && unexpected.isEmpty() && !report.isEqual() && !explained) {
      mark("a comparison found " + report);
      unexpected =
          Optional.of(
              Verdict.wrong(
                  seed,
                  "comparison",
                  "a difference without a cause: " + report + " " + report.examples(),
                  story(report.examples().get(0))));
    }
  }

  private boolean hasEndingValues(String key) {
    return history.of(key).stream().anyMatch(each -> each.expiresAtNanos() != Long.MAX_VALUE);
  }

  private String story(String key) {
    return steps.strategy().id()
        + (calm ? ", calm, " : ", stormy, ")
        + universe.data(Side.OLD).engine()
        + " to "
        + universe.data(Side.NEW).engine()
        + "\n"
        + history.tell(key);
  }

  private String status() {
    Future<LadderStatus> status = ladder.status();
    long until = timeline.nanos() + 1_000_000_000;
    try {
      timeline.runUntil("status", () -> status.isComplete() || timeline.nanos() > until);
    } catch (Timeline.StuckException nothingLeft) {
      return "no status";
    }
    return status.succeeded()
        ? "in " + status.result().step() + ", " + status.result().failure()
        : "no status";
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
