package io.laminar.migration.simulation;

import io.laminar.migration.fleet.Publication;
import io.laminar.migration.ladder.Course;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.ladder.LadderStatus;
import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.Side;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.store.Entry;
import io.laminar.migration.verify.Difference;
import io.laminar.migration.verify.VerifyReport;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
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

  /** Each has what it is held to in {@link Kept}. */
  static final Set<Strategy> STRATEGIES =
      EnumSet.of(
          Strategy.STOP_AND_MIGRATE,
          Strategy.READ_ONLY,
          Strategy.SYNCHRONIZE,
          Strategy.DOUBLE_COPY,
          Strategy.CLEVER_ADAPTER,
          Strategy.DUAL_LOOKUP,
          Strategy.DUAL_WRITE,
          Strategy.IN_PLACE_CONVERSION,
          Strategy.QUEUED_WRITE);

  private static final String MIGRATION = "simulated";
  private static final long LIMIT_NANOS = Duration.ofMinutes(30).toNanos();
  private static final int MAX_PER_KEY = 400;
  private static final long FIRST_VERSION = 7;
  private static final int LAST_TRIES = 20;
  private static final int MAX_PROCESSES = 3;

  private final long seed;
  private final Mutant mutant;
  private final Timeline timeline;
  private final Universe universe;
  private final SimControl control;
  private final SimFleet fleet;
  private final FleetWatch watch;
  private final Faults faults;
  private final int processes;
  private final Steps steps;
  private final History history = new History();
  private final List<String> keys;
  private final Clients clients;
  private final Mood mood;
  private long endNanos = Long.MAX_VALUE;
  private int loops;
  private Optional<Verdict> unexpected = Optional.empty();

  Run(long seed, Strategy strategy, Mutant mutant) {
    this.seed = seed;
    this.mutant = mutant;
    this.timeline = new Timeline(seed, LIMIT_NANOS);
    this.universe = new Universe(timeline, anEngine(), anEngine(), mutant);
    this.steps = mutant.spoil(Steps.of(strategy));
    var course = new Course(cut -> steps, Selector.ALL, "");
    this.control = new SimControl(timeline, MIGRATION, mutant, this::published);
    this.fleet =
        new SimFleet(universe, control, mutant.spoil(options()), course, mutant, this::joined);
    this.watch = new FleetWatch(timeline, fleet::nodes, steps, course::policyOf);
    this.processes = 2 + timeline.random().nextInt(MAX_PROCESSES - 1);
    this.mood = mutant.mood().orElseGet(() -> Mood.any(timeline.random()));
    this.faults = new Faults(universe, control, fleet, mood, processes, this::mark);
    this.keys =
        IntStream.range(0, 2 + timeline.random().nextInt(10)).mapToObj(i -> "k" + i).toList();
    this.clients = new Clients(timeline, history, keys, MAX_PER_KEY, valuesEnd());
  }

  /**
   * What ends in a store that others pass by uncovers what those others have: some strategies say
   * so among what they may lose, and it is so for members in safe mode.
   */
  private boolean valuesEnd() {
    boolean allFollow = mood == Mood.CALM || mood == Mood.STORES;
    return allFollow
        && steps.strategy() != Strategy.SYNCHRONIZE
        && steps.strategy() != Strategy.DUAL_LOOKUP;
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
      if (mood.isCalm()) {
        universe.data(Side.OLD).refuseJobs(0.1);
        universe.data(Side.NEW).refuseJobs(0.1);
        watchComparisons();
      }
      pass(timeline.between(0, 500_000_000));
      walkAbout();
      settle();
    } catch (Timeline.StuckException stuck) {
      return Verdict.wrong(seed, "progress", stuck.getMessage() + "; " + status(), story(""));
    } catch (FleetWatch.BrokenException broken) {
      return Verdict.wrong(seed, "fleet", broken.getMessage(), story(""));
    }
    return FleetWatch.faultIn(control.log())
        .map(fault -> Verdict.wrong(seed, "log", fault, story("")))
        .or(this::irregular)
        .or(() -> unexpected)
        .orElseGet(() -> Verdict.right(seed));
  }

  private void fill() {
    SimServer old = universe.data(Side.OLD);
    boolean ending = valuesEnd();
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

  /** All processes begin, and one of them comes to move the migration. */
  private void begin() {
    for (int i = 1; i <= processes; i++) {
      fleet.start("p" + i, i == 1 ? 2 : 1);
    }
    leader();
    watch.begin();
  }

  private void published(Publication next) {
    mark(
        "number %d: %s (%s: %s)"
            .formatted(next.number(), FleetWatch.stepOf(next), next.who(), next.why()));
    watch.published(next);
    faults.published();
  }

  private void joined(SimFleet.Node node) {
    mark(node.name() + " has joined");
    for (int i = 0; i < node.loops(); i++) {
      serve(node);
    }
  }

  /** Clients on another loop of a process, as soon as it can open its stores. */
  private void serve(SimFleet.Node node) {
    SimLoop loop = universe.loop(node.process());
    String name = "client " + node.name() + "/" + ++loops;
    Member member = node.member();
    member
        .join(loop.vertx())
        .onSuccess(
            router -> {
              clients.add(name + "a", loop, router, member.clock());
              clients.add(name + "b", loop, router, member.clock());
            })
        .onFailure(failure -> timeline.after(20_000_000, node.process(), () -> serve(node)));
  }

  /** The process that moves the migration, as soon as there is one. */
  private SimFleet.Node leader() {
    timeline.runUntil("a member that moves the migration", () -> fleet.leader().isPresent());
    return fleet.leader().orElseThrow();
  }

  private LadderOptions options() {
    return new LadderOptions(MIGRATION, 4, 2, 0, 2, Duration.ofMillis(100), Duration.ofMillis(400));
  }

  private void walkAbout() {
    int walks = 3 + timeline.random().nextInt(5);
    for (int i = 0; i < walks; i++) {
      fleet.leader().ifPresentOrElse(this::command, () -> mark("nobody moves the migration"));
      faults.strike();
      pass(timeline.between(10_000_000, 3_000_000_000L));
      timeline.runUntil("a process", () -> !fleet.nodes().isEmpty());
    }
  }

  private void command(SimFleet.Node leader) {
    PlanStep goal = anyGoal();
    mark("walk to " + goal);
    leader
        .ladder()
        .walkTo(goal.id())
        .onComplete(
            ended ->
                mark(ended.succeeded() ? "in " + goal : "stands: " + ended.cause().getMessage()));
  }

  /** Often all the way, so that who is left behind is far behind. */
  private PlanStep anyGoal() {
    List<PlanStep> goals = steps.all().subList(0, steps.indexOf(steps.top()) + 1);
    int dice = timeline.random().nextInt(2 * goals.size());
    boolean far = dice >= goals.size();
    return far ? (dice % 2 == 0 ? steps.top() : steps.first()) : goals.get(dice);
  }

  /** Up and down once more, then every key is read. */
  private void settle() {
    faults.heal();
    arriveAt(steps.top());
    arriveAt(steps.first());
    if (steps.strategy() == Strategy.DUAL_WRITE && mutant != Mutant.NO_STRICT_STEP) {
      arriveAt(steps.find("S4"));
      compare();
    }
    clients.stop();
    timeline.runUntil("the last answers", clients::areDone);
    pass(Duration.ofSeconds(2).toNanos());
    endNanos = timeline.nanos();
    clients.readAll();
    timeline.runUntil("the last reads", clients::areDone);
  }

  private void arriveAt(PlanStep goal) {
    boolean arrived = false;
    for (int tries = 0; tries < LAST_TRIES && !arrived; tries++) {
      mark("walk to " + goal + " at the end");
      Future<Void> walk = leader().ladder().walkTo(goal.id());
      timeline.runUntil("the end of the walk to " + goal, walk::isComplete);
      arrived = walk.succeeded();
      if (!arrived) {
        pass(Duration.ofSeconds(1).toNanos()); // who was healed is heard of with its next renewal
      }
    }
    if (!arrived) {
      throw new Timeline.StuckException("never came to " + goal);
    }
  }

  /** Where both stores hold the same, a comparison must come to find nothing. */
  private void compare() {
    boolean equal = false;
    for (int tries = 0; tries < LAST_TRIES && !equal; tries++) { // the killed left half writes
      Future<VerifyReport> report = leader().ladder().verify(true);
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
      Optional<String> wrong = Checks.regular(history.of(key), Kept.by(steps.strategy()), endNanos);
      if (wrong.isPresent()) {
        return Optional.of(Verdict.wrong(seed, "reads", wrong.get(), story(key)));
      }
    }
    return Optional.empty();
  }

  private void watchComparisons() {
    fleet
        .leader()
        .ifPresent(
            node ->
                node.ladder()
                    .status()
                    .onSuccess(status -> status.lastVerify().ifPresent(this::note)));
    timeline.after(20_000_000, null, this::watchComparisons);
  }

  /** Only a key whose value ended while one store was not written may still have one there. */
  private void note(VerifyReport report) {
    boolean explained =
        report.countByDifference().get(Difference.EXTRA) == report.divergent()
            && report.examples().stream().allMatch(this::hasEndingValues);
    boolean alwaysInBoth = steps.strategy() == Strategy.DUAL_WRITE;
    if (alwaysInBoth && mood.isCalm() && unexpected.isEmpty() && !report.isEqual() && !explained) {
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
        + ", "
        + mood
        + ", "
        + universe.data(Side.OLD).engine()
        + " to "
        + universe.data(Side.NEW).engine()
        + "\n"
        + history.tell(key);
  }

  private String status() {
    Optional<SimFleet.Node> leader = fleet.leader();
    if (leader.isEmpty()) {
      return "nobody moves the migration";
    }
    Future<LadderStatus> status = leader.get().ladder().status();
    long until = timeline.nanos() + 1_000_000_000;
    try {
      timeline.runUntil("status", () -> status.isComplete() || timeline.nanos() > until);
    } catch (Timeline.StuckException nothingLeft) {
      return "no status";
    }
    return status.succeeded()
        ? "in "
            + status.result().step()
            + ", "
            + status.result().failure()
            + ", waiting for "
            + status.result().waitingFor()
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
