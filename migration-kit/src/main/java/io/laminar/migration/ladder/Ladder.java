package io.laminar.migration.ladder;

import io.laminar.migration.route.Member;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.Sides;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Patience.StoppedException;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.laminar.migration.verify.VerifyReport;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one process through a migration, step by step and back.
 *
 * <p>To leave a step its gates must hold; the ladder runs the jobs that make them hold. A step is
 * written down before it is taken: a process that dies in between begins again in the step or in
 * its neighbour, and neighbours are safe side by side. A walk that fails leaves the migration
 * standing in a safe step; the same command tries again. The public methods may be called from any
 * thread.
 */
public final class Ladder {

  private static final Logger LOG = LoggerFactory.getLogger(Ladder.class);

  private final Vertx vertx;
  private final Context context;
  private final LadderOptions options;
  private final HybridClock clock;
  private final Records records;
  private final Member member;
  private final Jobs jobs;
  private final Housekeeping housekeeping;
  private final Verification verification;
  private final Soak soak;

  private MigrationRecord record;
  private Step goal;
  private Patience patience;
  private Future<Void> walking = Future.succeededFuture();
  private boolean striding;
  private String waitingFor = "";
  private String failure = "";
  private List<String> deadLetters = List.of();

  private Ladder(
      Vertx vertx,
      LadderOptions options,
      Sides.Opener opener,
      Records records,
      HybridClock clock,
      Time time,
      MigrationRecord record) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.options = options;
    this.clock = clock;
    this.records = records;
    this.record = record;
    this.goal = record.step();
    this.patience = new Patience(vertx);
    this.member = new Member(opener, clock, options.compareOneIn(), record.step().policy());
    this.jobs = new Jobs(vertx, opener, clock, time, options);
    this.housekeeping =
        new Housekeeping(vertx, jobs, options, clock, time, () -> this.record, this::writeDown);
    this.verification = new Verification(member, jobs);
    this.soak = new Soak(member, options.soak(), time);
  }

  /**
   * Reads where the migration stands and makes this process's member, which follows it.
   *
   * @param opener opens both stores
   * @param control holds the record of the migration
   * @param clock gives the versions of all writes of this process
   * @return fails if the control store cannot be read: then nobody knows which store is right
   */
  public static Future<Ladder> open(
      Vertx vertx, LadderOptions options, Sides.Opener opener, Store control, HybridClock clock) {
    return open(vertx, options, opener, control, clock, Time.SYSTEM);
  }

  /** The same in another time. */
  public static Future<Ladder> open(
      Vertx vertx,
      LadderOptions options,
      Sides.Opener opener,
      Store control,
      HybridClock clock,
      Time time) {
    var records = new Records(control, clock);
    return records
        .read(options.name())
        .map(
            record -> {
              var ladder = new Ladder(vertx, options, opener, records, clock, time, record);
              ladder.housekeeping.start();
              return ladder;
            });
  }

  /** This process's part in the migration. */
  public Member member() {
    return member;
  }

  /**
   * Walks to a step, up or down, through all steps between. A walk that is under way turns round.
   *
   * @return done on arrival; fails when a gate cannot be passed, and says why, and when another
   *     command turned it round
   */
  public Future<Void> walkTo(Step wanted) {
    if (wanted == Step.S8) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "S8 cannot be undone: use complete and confirm with the migration's name"));
    }
    return onContext(
        () ->
            record.step() == Step.S8
                ? Future.failedFuture(
                    new IllegalStateException("S8 cannot be undone: the old store was given up"))
                : walk(wanted));
  }

  /**
   * Ends the migration for good and removes what is in the old store.
   *
   * @param confirmation must be the migration's name
   */
  public Future<Void> complete(String confirmation) {
    if (!options.name().equals(confirmation)) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "complete removes the old store's data and cannot be undone: confirm with the name "
                  + options.name()
                  + ", was \""
                  + confirmation
                  + "\""));
    }
    return onContext(
        () -> {
          if (record.step().compareTo(Step.S7) < 0) {
            return Future.failedFuture(
                new IllegalStateException(
                    "complete is possible in S7, the migration is in " + record.step()));
          }
          return walk(Step.S8).compose(arrived -> jobs.eraseOld(patience));
        });
  }

  /** Holds jobs and walk where they are, without losing their place. */
  public Future<Void> pause() {
    return onContext(
        () -> {
          jobs.pace().pause();
          return Future.succeededFuture();
        });
  }

  /** Lets them go on. */
  public Future<Void> resume() {
    return onContext(
        () -> {
          jobs.pace().resume();
          return Future.succeededFuture();
        });
  }

  /**
   * Changes the rate of copier and verifier.
   *
   * @param perSecond entries a second, 0 = unlimited
   */
  public Future<Void> throttle(int perSecond) {
    if (perSecond < 0) {
      return Future.failedFuture(
          new IllegalArgumentException("rate must be 0 or more, was " + perSecond));
    }
    return onContext(
        () -> {
          jobs.pace().changeTo(perSecond);
          return Future.succeededFuture();
        });
  }

  /**
   * Compares both stores; the store that is read is right.
   *
   * @param repair whether what differs is mended
   * @return fails while a walk is under way, or in a step where only one store is written
   */
  public Future<VerifyReport> verify(boolean repair) {
    return onContext(
        () -> {
          if (!walking.isComplete()) {
            return Future.failedFuture(
                new IllegalStateException(
                    striding
                        ? "a walk to " + goal + " is under way"
                        : "a comparison is under way already"));
          }
          if (!record.step().writesBoth()) {
            return Future.failedFuture(
                new IllegalStateException(
                    "in " + record.step() + " only one store is written; nothing to compare"));
          }
          patience = new Patience(vertx);
          Future<VerifyReport> run =
              verification.compare(record.step().policy().read(), repair, patience);
          walking = run.mapEmpty();
          return run;
        });
  }

  /** Where the migration stands. */
  public Future<LadderStatus> status() {
    return onContext(
        () ->
            Future.succeededFuture(
                new LadderStatus(
                    options.name(),
                    record.step(),
                    goal,
                    jobs.pace().isPaused(),
                    jobs.doing(),
                    patience.waitingFor().isEmpty() ? waitingFor : patience.waitingFor(),
                    failure,
                    jobs.progress(),
                    member.compared(),
                    member.divergent(),
                    verification.last(),
                    deadLetters)));
  }

  /** Stops jobs at their next page and gives the connections back; the step stays as it is. */
  public Future<Void> close() {
    return onContext(
        () -> {
          goal = record.step();
          patience.stop();
          jobs.pace().resume();
          jobs.pace().forgive();
          return Future.join(walking, housekeeping.stop())
              .transform(ended -> Future.join(jobs.close(), records.close()).mapEmpty());
        });
  }

  private Future<Void> walk(Step wanted) {
    goal = wanted;
    failure = "";
    jobs.pace().resume();
    jobs.pace().forgive();
    patience.stop(); // a job that runs gives way: the walk goes on in the new direction
    if (striding) {
      return arrival(wanted);
    }
    striding = true;
    walking =
        walking
            .transform(compared -> Loop.until(this::stride))
            .onComplete(ended -> stand(ended.cause()));
    return arrival(wanted);
  }

  /** Done when the walk ends where one of its commands wanted it to. */
  private Future<Void> arrival(Step wanted) {
    return walking.compose(
        ended ->
            record.step() == wanted
                ? done()
                : Future.failedFuture(
                    new IllegalStateException(
                        "the walk to "
                            + wanted
                            + " was given up for another command; the migration is in "
                            + record.step())));
  }

  private void stand(Throwable cause) {
    striding = false;
    waitingFor = "";
    if (cause != null) {
      failure = String.valueOf(cause.getMessage());
      goal = record.step();
      LOG.warn("{} stands in {}: {}", options.name(), record.step(), failure);
    }
  }

  /** One step towards the goal; true when it is reached. */
  private Future<Boolean> stride() {
    patience = new Patience(vertx);
    if (record.step() == Step.S8) {
      goal = Step.S8; // a command that came while it was being taken came too late
    }
    if (!member.policy().equals(record.step().policy())) {
      // written down, but it could not be taken: its neighbours are only safe beside it
      return home(member.install(record.step().policy())).map(false);
    }
    if (record.step() == goal) {
      return Future.succeededFuture(true);
    }
    Step wanted = goal;
    Iterator<Step.Gate> gates =
        record.step().gatesTowards(wanted).stream().sorted().toList().iterator();
    return Loop.until(
            () ->
                gates.hasNext()
                    ? pass(gates.next()).map(false)
                    : jobs.pace().after(0).map(true)) // where a paused walk waits
        .compose(passed -> move(record.step().towards(wanted)))
        .map(false)
        .recover(
            cause ->
                cause instanceof StoppedException && goal != wanted
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(cause));
  }

  private Future<Void> pass(Step.Gate gate) {
    Side authority = record.step().policy().read();
    return switch (gate) {
      case COPIED -> copied();
      case COPIED_BACK -> copiedBack();
      case VERIFIED -> verification.holds() ? done() : verification.untilEqual(authority, patience);
      case JOURNAL_EMPTY -> {
        waitingFor = "the journal to become empty";
        yield jobs.emptyJournals(authority, patience);
      }
      case SOAKED -> soaked();
    };
  }

  private Future<Void> copied() {
    return jobs.copy(record.floor(), patience)
        .compose(
            checkpoint -> {
              deadLetters = checkpoint.dead();
              if (deadLetters.isEmpty()) {
                return Future.succeededFuture();
              }
              return jobs.forgetCopy(patience)
                  .compose(
                      forgotten ->
                          Future.failedFuture(
                              new IllegalStateException(
                                  deadLetters.size()
                                      + " entries were refused by the new store, the first: "
                                      + deadLetters.get(0)
                                      + "; mend or remove them and walk again")));
            });
  }

  private Future<Void> copiedBack() {
    if (record.backSince() == 0) {
      return Future.succeededFuture();
    }
    return jobs.copyBack(record.backSince(), patience)
        .compose(copied -> writeDown(record.withBackSince(0)));
  }

  private Future<Void> soaked() {
    waitingFor = record.step() + " to be held for " + options.soak().toSeconds() + " s";
    return soak.held(record.step(), patience)
        .onSuccess(held -> waitingFor = "")
        .onFailure(
            cause -> {
              if (cause instanceof Soak.DivergedException) {
                verification.forget();
              }
            });
  }

  private Future<Void> move(Step next) {
    waitingFor = "writes of " + record.step() + " to end";
    MigrationRecord before = record;
    return housekeeping
        .hold()
        .compose(held -> next == Step.S1 && before.step() == Step.S0 ? begin() : done())
        .compose(ready -> writeDown(prepared(before, next)))
        .compose(
            written ->
                home(member.install(next.policy()))
                    .recover(
                        cause -> writeDown(before).transform(back -> Future.failedFuture(cause))))
        .onSuccess(installed -> entered(before.step(), next))
        .onComplete(
            ended -> {
              waitingFor = "";
              housekeeping.release();
            });
  }

  /** The new store may hold what an earlier attempt left: its copy begins anew (race R23). */
  private Future<Void> begin() {
    deadLetters = List.of();
    return jobs.preflight(patience).compose(fits -> jobs.forgetCopy(patience));
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }

  private MigrationRecord prepared(MigrationRecord before, Step next) {
    MigrationRecord prepared = before.at(next);
    if (next == Step.S1 && before.step() == Step.S0) {
      return prepared.withFloor(clock.next());
    }
    if (next == Step.S7 && before.step() == Step.S6 && before.backSince() == 0) {
      return prepared.withBackSince(clock.next());
    }
    return prepared;
  }

  private void entered(Step from, Step to) {
    soak.begin();
    if (!to.writesBoth()) {
      verification.forget();
    }
    LOG.info("{} moved from {} to {} ({})", options.name(), from, to, to.title());
  }

  private Future<Void> writeDown(MigrationRecord next) {
    return patience
        .insist("record of " + options.name(), () -> records.write(next))
        .onSuccess(written -> record = next);
  }

  /** What other event loops complete goes on here, on the ladder's own. */
  private <T> Future<T> home(Future<T> elsewhere) {
    Promise<T> promise = Promise.promise();
    elsewhere.onComplete(result -> context.runOnContext(here -> promise.handle(result)));
    return promise.future();
  }

  private <T> Future<T> onContext(Supplier<Future<T>> call) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(here -> call.get().onComplete(promise));
    return promise.future();
  }
}
