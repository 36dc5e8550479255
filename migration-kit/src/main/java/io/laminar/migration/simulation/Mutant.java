package io.laminar.migration.simulation;

import io.laminar.migration.plan.Gate;
import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.ReadPolicy;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.WritePolicy;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Known ways of doing it wrong, to see that the checks notice each. The names in parentheses are
 * those of the races in which the wrong way fails.
 */
enum Mutant {
  NONE("nothing is wrong on purpose"),
  BLIND_COPY("the copier overwrites what is newer (R1)"),
  NO_TOMBSTONE("a delete leaves no trace (R3)"),
  EXPIRY_LOST("the copier drops when entries end (R4)"),
  MARKS_LOST("the journal forgets its marks (R5)"),
  BLIND_DUAL_WRITE("live writes overwrite what is newer (R6)"),
  SCAN_MISSES("a scan misses keys (R14)"),
  ERROR_SWALLOWED("the copier passes over what the target did not take (R16)"),
  STALE_WRITE_ACKNOWLEDGED("a write that lost against a skewed clock counts as done (R18)"),
  VALUE_CUT("the target cuts what is too long (R21)"),
  COPY_FIRST("the copy is over before both stores are written (R2)"),
  ONE_LEFT_BEHIND("a member stays behind while the others go on (R7)"),
  NOBODY_WAITED_FOR("the next step begins while writes of the last are under way (R8)"),
  NO_COPY_BACK("the way back is taken without what was written since (R9)"),
  HALF_SWITCHED("reads are switched and writes are not (R10)"),
  NO_STRICT_STEP("reads move to a store that may lack acknowledged writes (R12)"),
  DIFFERENCES_PASSED_OVER("reads move while keys are known to differ (R24)");

  private static final int CUT_BYTES = 6;

  private final String wrong;

  Mutant(String wrong) {
    this.wrong = wrong;
  }

  /** The strategy that it is wrong in. */
  Strategy strategy() {
    return Strategy.DUAL_WRITE;
  }

  /** What it does wrong, in words. */
  String wrong() {
    return wrong;
  }

  /**
   * A store as the mutant makes it.
   *
   * @param holds what the store holds: empty for the data, else what lies beside it
   * @param forJobs true if copier and verifier use it, false if clients do
   */
  Store spoil(SimStore store, String holds, boolean forJobs) {
    boolean data = holds.isEmpty();
    return switch (this) {
      case NONE,
          COPY_FIRST,
          ONE_LEFT_BEHIND,
          NOBODY_WAITED_FOR,
          NO_COPY_BACK,
          HALF_SWITCHED,
          NO_STRICT_STEP,
          DIFFERENCES_PASSED_OVER ->
          store;
      case BLIND_COPY -> data && forJobs ? blind(store) : store;
      case BLIND_DUAL_WRITE -> data && !forJobs ? blind(store) : store;
      case NO_TOMBSTONE -> data ? withoutTombstones(store) : store;
      case EXPIRY_LOST ->
          data && forJobs
              ? putting(
                  store,
                  entry -> entry.tombstone() ? entry : Entry.of(entry.value(), entry.version()))
              : store;
      case VALUE_CUT ->
          data && forJobs
              ? putting(
                  store,
                  entry ->
                      new Entry(
                          cut(entry.value()),
                          entry.version(),
                          entry.expiresAt(),
                          entry.tombstone()))
              : store;
      case MARKS_LOST -> holds.equals("dirty") ? claiming(store, false) : store;
      case ERROR_SWALLOWED -> data && forJobs ? claiming(store, true) : store;
      case STALE_WRITE_ACKNOWLEDGED -> data && !forJobs ? alwaysWritten(store) : store;
      case SCAN_MISSES -> data && forJobs ? missing(store) : store;
    };
  }

  /** The steps as the mutant walks them. */
  Steps spoil(Steps steps) {
    return switch (this) {
      case COPY_FIRST ->
          each(
              steps,
              step -> withGatesUp(step, step.id().equals("S0") ? List.of(Gate.COPIED) : List.of()));
      case NO_COPY_BACK -> each(steps, step -> withGatesDown(step, List.of()));
      case DIFFERENCES_PASSED_OVER ->
          each(
              steps,
              step ->
                  withGatesUp(step, step.gatesUp().stream().filter(Gate.COPIED::equals).toList()));
      case NO_STRICT_STEP ->
          new Steps(
              steps.strategy(),
              steps.all().stream()
                  .filter(step -> !step.id().equals("S4") && !step.id().equals("S5"))
                  .toList());
      case HALF_SWITCHED ->
          each(
              steps,
              step ->
                  step.id().equals("S3")
                      ? withPolicy(
                          step,
                          Policy.of(new ReadPolicy.Only(Side.NEW), new WritePolicy.Both(Side.OLD)))
                      : step);
      default -> steps;
    };
  }

  private static Steps each(Steps steps, UnaryOperator<PlanStep> change) {
    return new Steps(steps.strategy(), steps.all().stream().map(change).toList());
  }

  private static PlanStep withGatesUp(PlanStep step, List<Gate> gates) {
    return with(step, step.policy(), gates, step.gatesDown());
  }

  private static PlanStep withGatesDown(PlanStep step, List<Gate> gates) {
    return with(step, step.policy(), step.gatesUp(), gates);
  }

  private static PlanStep withPolicy(PlanStep step, Policy policy) {
    return with(step, policy, step.gatesUp(), step.gatesDown());
  }

  private static PlanStep with(PlanStep step, Policy policy, List<Gate> up, List<Gate> down) {
    return new PlanStep(
        step.id(),
        step.title(),
        policy,
        step.jobs(),
        up,
        down,
        step.mayLose(),
        step.pause(),
        step.wayBack(),
        step.waived());
  }

  private static Buffer cut(Buffer value) {
    return value.length() > CUT_BYTES ? value.getBuffer(0, CUT_BYTES) : value;
  }

  private static Store putting(SimStore store, UnaryOperator<Entry> change) {
    return new SpoiledStore(store) {
      @Override
      public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
        return store.putAllIfNewer(
            entries.stream()
                .map(keyed -> new KeyedEntry(keyed.key(), change.apply(keyed.entry())))
                .toList());
      }
    };
  }

  private static Store blind(SimStore store) {
    return new SpoiledStore(store) {
      @Override
      public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
        return store.overwrite(entries);
      }
    };
  }

  private static Store withoutTombstones(SimStore store) {
    return new SpoiledStore(store) {
      @Override
      public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
        return store
            .putAllIfNewer(entries)
            .compose(
                written ->
                    Future.join(
                            entries.stream()
                                .filter(keyed -> keyed.entry().tombstone())
                                .map(keyed -> store.purge(keyed.key(), keyed.entry().version()))
                                .toList())
                        .map(written));
      }
    };
  }

  /**
   * @param tries false if it does not even try
   */
  private static Store claiming(SimStore store, boolean tries) {
    return new SpoiledStore(store) {
      @Override
      public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
        List<Boolean> all = Collections.nCopies(entries.size(), true);
        return tries ? store.putAllIfNewer(entries).otherwise(all) : Future.succeededFuture(all);
      }
    };
  }

  private static Store alwaysWritten(SimStore store) {
    return new SpoiledStore(store) {
      @Override
      public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
        return store.putAllIfNewer(entries).map(Collections.nCopies(entries.size(), true));
      }
    };
  }

  private static Store missing(SimStore store) {
    return new SpoiledStore(store) {
      @Override
      public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
        return store
            .scan(range, cursor, sinceVersion, limit)
            .map(
                page ->
                    new Page(
                        page.entries().stream().skip(1).toList(), // the first was being moved
                        page.nextCursor()));
      }
    };
  }
}
