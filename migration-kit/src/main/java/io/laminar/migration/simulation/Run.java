package io.laminar.migration.simulation;

import io.laminar.migration.fleet.Publication;
import io.laminar.migration.ladder.Course;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.Side;
import io.laminar.migration.store.Entry;
import io.laminar.migration.verify.Difference;
import io.laminar.migration.verify.VerifyReport;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

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
          Strategy.TIMED_ROLLOVER,
          Strategy.IN_PLACE_CONVERSION,
          Strategy.PROXIED_ACCESS,
          Strategy.QUEUED_WRITE,
          Strategy.QUEUED_DUAL_LOOKUP);

  private static final String MIGRATION = "simulated";
  private static final long LIMIT_NANOS = Duration.ofMinutes(150).toNanos();
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
  private final Scope scope;
  private final Walker walker;
  private final Optional<Tally> tally;
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
    this.scope = Scope.any(strategy, !isRight(), timeline.random());
    this.steps = mutant.spoil(scope.steps());
    Course course = scope.course(mutant::spoil);
    var nobody = new SimProcess("nobody", timeline, 0, 0);
    this.control = new SimControl(timeline, MIGRATION, mutant, this::published);
    this.fleet =
        new SimFleet(universe, control, mutant.spoil(options()), course, mutant, this::joined);
    this.watch =
        new FleetWatch(timeline, fleet::nodes, steps, mutant.spoil(course, nobody)::policyOf);
    this.processes = 2 + timeline.random().nextInt(MAX_PROCESSES - 1);
    this.mood = mutant.mood().orElseGet(() -> Mood.any(timeline.random()));
    this.faults = new Faults(universe, control, fleet, mood, processes, this::mark);
    this.tally = scope.counter().map(Tally::new);
    this.walker = new Walker(timeline, fleet, control, steps, isRight(), this::mark);
    this.clients =
        new Clients(
            timeline,
            history,
            scope.keys(),
            MAX_PER_KEY,
            scope.mayUseEnds(mood),
            mutant != Mutant.CACHES_KEPT,
            tally);
  }

  /** Variants are wrong with all keys, and step by step. */
  private boolean isRight() {
    return mutant == Mutant.NONE;
  }

  private EngineModel anEngine() {
    EngineModel[] all = EngineModel.values();
    return all[timeline.random().nextInt(all.length)];
  }

  /** Runs it. */
  Verdict judge() {
    try {
      if (scope.isDated()) {
        Rolling.toTheBeginning(timeline);
      }
      fill();
      begin();
      if (mood.isCalm()) {
        universe.data(Side.OLD).refuseJobs(0.1);
        universe.data(Side.NEW).refuseJobs(0.1);
        if (!scope.isDated()) {
          watchComparisons();
        }
      }
      timeline.pass(timeline.between(0, 500_000_000));
      if (scope.isDated()) {
        new Rolling(timeline, fleet, walker, faults, clients, steps).go();
        faults.heal();
      } else {
        walkAbout();
        arrive();
      }
      settle();
    } catch (Timeline.StuckException stuck) {
      return Verdict.wrong(
          seed, "progress", stuck.getMessage() + "; " + walker.status(), story(""));
    } catch (FleetWatch.BrokenException broken) {
      return Verdict.wrong(seed, "fleet", broken.getMessage(), story(""));
    }
    return FleetWatch.faultIn(control.log())
        .map(fault -> Verdict.wrong(seed, "log", fault, story("")))
        .or(this::irregular)
        .or(() -> unexpected)
        .or(() -> wrong("counters", tally.flatMap(Tally::fault)))
        .or(() -> wrong("caches", clients.staleAnswer()))
        .or(() -> wrong("weather", universe.weather().fault()))
        .orElseGet(() -> Verdict.right(seed));
  }

  private Optional<Verdict> wrong(String check, Optional<String> fault) {
    return fault.map(finding -> Verdict.wrong(seed, check, finding, story("")));
  }

  private void fill() {
    SimServer old = universe.data(Side.OLD);
    boolean ending = scope.mayUseEnds(mood);
    for (String key : scope.keys()) {
      if (!Hours.isInUse(key, timeline.nanos())) {
        continue;
      }
      int dice = timeline.random().nextInt(ending ? 4 : 3) + (ending ? 0 : 1);
      String value = "{\"first\":\"" + key + "\"}";
      if (dice == 0) {
        long endNanos = timeline.between(100_000_000, 5_000_000_000L);
        old.put(
            key, Entry.of(Buffer.buffer(value), FIRST_VERSION, SimProcess.epochMillis(endNanos)));
        history.initially(key, value, endNanos);
      } else if (dice < 3) {
        long endNanos = Hours.endNanos(key);
        old.put(
            key,
            Entry.of(Buffer.buffer(value), Entry.LEGACY_VERSION, SimProcess.epochMillis(endNanos)));
        history.initially(key, value, endNanos);
      }
    }
  }

  /** All processes begin, and one of them comes to move the migration. */
  private void begin() {
    for (int i = 1; i <= processes; i++) {
      fleet.start("p" + i, i == 1 ? 2 : 1);
    }
    walker.leader();
    watch.begin();
    universe.weather().begin();
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
              clients.add(name + "a", loop, router, member, () -> node.status().installed());
              clients.add(name + "b", loop, router, member, () -> node.status().installed());
            })
        .onFailure(failure -> timeline.after(20_000_000, node.process(), () -> serve(node)));
  }

  private LadderOptions options() {
    return new LadderOptions(MIGRATION, 4, 2, 0, 2, Duration.ofMillis(100), Duration.ofMillis(400));
  }

  private void walkAbout() {
    int walks = 3 + timeline.random().nextInt(5);
    for (int i = 0; i < walks; i++) {
      walker.command();
      faults.strike();
      timeline.pass(timeline.between(10_000_000, 3_000_000_000L));
      timeline.runUntil("a process", () -> !fleet.nodes().isEmpty());
    }
  }

  /** Up and down once more. */
  private void arrive() {
    faults.heal();
    walker.arriveAt(steps.top());
    walker.arriveAt(steps.first());
    if (scope.isDualWrite() && mutant != Mutant.NO_STRICT_STEP) {
      walker.arriveAt(steps.find("S4"));
      compare();
    }
  }

  /** Every key is read. */
  private void settle() {
    clients.stop();
    timeline.runUntil("the last answers", clients::areDone);
    timeline.pass(Duration.ofSeconds(2).toNanos());
    endNanos = timeline.nanos();
    clients.readAll();
    timeline.runUntil("the last reads", clients::areDone);
  }

  /** Where both stores hold the same, a comparison must come to find nothing. */
  private void compare() {
    boolean equal = false;
    for (int tries = 0; tries < LAST_TRIES && !equal; tries++) { // the killed left half writes
      Future<VerifyReport> report = walker.leader().ladder().verify(true);
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
    boolean alwaysInBoth = scope.isDualWrite();
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
    return scope
        + ", "
        + mood
        + ", "
        + universe.data(Side.OLD).engine()
        + " to "
        + universe.data(Side.NEW).engine()
        + "\n"
        + history.tell(key);
  }

  private void mark(String text) {
    history.mark(timeline.nanos(), text);
  }
}
