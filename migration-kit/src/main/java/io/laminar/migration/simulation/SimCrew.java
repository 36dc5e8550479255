package io.laminar.migration.simulation;

import io.laminar.migration.ladder.Crew;
import io.laminar.migration.ladder.MigrationRecord;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.Policy;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Several simulated processes that follow one ladder: each is told what to install, over a network
 * that takes its time, and the next step waits for all that live.
 */
final class SimCrew implements Crew {

  /** A process of the crew. */
  record Node(SimProcess process, Member member) {}

  private final Timeline timeline;
  private final Store control;
  private final HybridClock clock;
  private final Mutant mutant;
  private final List<Node> nodes = new ArrayList<>();
  private Policy policy;

  /**
   * @param control holds the record
   * @param clock the moving process's
   */
  SimCrew(Timeline timeline, Store control, HybridClock clock, Mutant mutant, Policy policy) {
    this.timeline = timeline;
    this.control = control;
    this.clock = clock;
    this.mutant = mutant;
    this.policy = policy;
  }

  /** Where a migration stands, as a process reads it before it takes part. */
  static Future<MigrationRecord> read(Store control, HybridClock clock, String name) {
    return control
        .get(name)
        .map(
            entry -> {
              clock.observe(Math.max(0, entry.version()));
              return entry.isPresent()
                  ? MigrationRecord.from(entry.value())
                  : MigrationRecord.begin(name);
            });
  }

  void add(Node node) {
    nodes.add(node);
  }

  @Override
  public Future<MigrationRecord> read(String name) {
    return read(control, clock, name);
  }

  @Override
  public boolean acts() {
    return true;
  }

  @Override
  public Future<Void> ready(MigrationRecord next, Patience patience) {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> write(MigrationRecord record, String why) {
    return control
        .putIfNewer(record.name(), Entry.of(record.toBuffer(), clock.next()))
        .compose(
            written ->
                written
                    ? Future.<Void>succeededFuture()
                    : Future.failedFuture(new IllegalStateException("somebody else moves it")));
  }

  @Override
  public Future<Void> install(MigrationRecord record, Policy next, Patience patience) {
    Policy before = policy;
    return told(next)
        .onSuccess(all -> policy = next)
        .recover(
            failure ->
                patience
                    .insist("the way back to " + before, () -> told(before))
                    .transform(back -> Future.failedFuture(failure)));
  }

  private Future<Void> told(Policy next) {
    List<Future<Void>> all = new ArrayList<>();
    int first = mutant == Mutant.ONE_LEFT_BEHIND && nodes.size() > 1 ? 1 : 0;
    for (Node node : nodes.subList(first, nodes.size())) {
      all.add(tell(node, next));
    }
    return mutant == Mutant.NOBODY_WAITED_FOR
        ? Future.succeededFuture()
        : Future.join(all).mapEmpty();
  }

  /** Done when the node has installed it, or is dead. */
  private Future<Void> tell(Node node, Policy next) {
    Promise<Void> installed = Promise.promise();
    Supplier<Future<Void>> install = () -> node.member().install(next);
    timeline.after(
        way(),
        node.process(),
        () ->
            install
                .get()
                .onComplete(answer -> timeline.after(way(), null, () -> end(installed, answer))));
    node.process().onDeath(installed::tryComplete);
    return installed.future();
  }

  /** The answer, if the node has not died on the way. */
  private static void end(Promise<Void> installed, AsyncResult<Void> answer) {
    if (answer.succeeded()) {
      installed.tryComplete();
    } else {
      installed.tryFail(answer.cause());
    }
  }

  private long way() {
    return timeline.between(100_000, 20_000_000);
  }

  @Override
  public Policy policy() {
    return policy;
  }

  @Override
  public Future<Findings> findings(Patience patience) {
    return Future.succeededFuture(
        nodes.stream()
            .map(
                node ->
                    new Findings(
                        node.member().compared(),
                        node.member().divergent(),
                        // what a dead process had half written no journal knows
                        node.member().lostMarks() + (node.process().isAlive() ? 0 : 1)))
            .reduce(Findings.NONE, Findings::plus));
  }

  @Override
  public String waitingFor() {
    return "";
  }

  @Override
  public Future<Void> close() {
    return control.close();
  }
}
