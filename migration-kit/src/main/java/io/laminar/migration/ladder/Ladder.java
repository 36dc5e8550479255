package io.laminar.migration.ladder;

import io.laminar.migration.plan.BackOff;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.Sides;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.laminar.migration.verify.VerifyReport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Takes a process, or a crew of them, through a migration, step by step and back.
 *
 * <p>To leave a step its gates must hold; the ladder runs the jobs that make them hold. A step is
 * written down before it is taken: a process that dies in between begins again in the step or in
 * its neighbour, and neighbours are safe side by side. A walk that fails leaves the migration
 * standing in a safe step; the same command tries again. The public methods may be called from any
 * thread.
 */
public final class Ladder {

  private final LadderOptions options;
  private final Crew crew;
  private final Member member;
  private final Position position;
  private final Jobs jobs;
  private final Governor governor;
  private final Housekeeping housekeeping;
  private final Verification verification;
  private final Soak soak;
  private final DeadLetters deadLetters = new DeadLetters();
  private final Walk walk;
  private final Goals goals;
  private final Cuts cuts;
  private final Pilot pilot;
  private final Sentry sentry;
  private final Taking taking;
  private final Following following;

  private Ladder(
      Vertx vertx,
      LadderOptions options,
      Course course,
      Sides.Opener opener,
      Crew crew,
      HybridClock clock,
      Time time,
      MigrationRecord record,
      Member member) {
    this.options = options;
    this.crew = crew;
    this.member = member;
    this.position =
        new Position(
            crew,
            clock,
            options.quiet().plus(Member.PARKED_AT_MOST),
            course.stepsByCut(),
            course.plan(),
            record);
    this.following = new Following(vertx, course.replicated(), position, time);
    this.jobs = new Jobs(vertx, opener, clock, time, options, course);
    this.governor =
        new Governor(vertx, crew, jobs.pace(), time, options.copyRate(), options.backOff());
    this.housekeeping =
        new Housekeeping(
            vertx, jobs.apart(), time, options.name(), position, deadLetters, following);
    this.verification = new Verification(crew, jobs);
    this.soak = new Soak(crew, options.soak(), time);
    this.cuts = new Cuts(position, jobs, time);
    this.goals = new Goals(position, options.name());
    var gates =
        new Gates(
            position,
            jobs,
            time,
            verification,
            soak,
            deadLetters,
            cuts,
            following,
            () -> Pilot.isFair(member));
    var moves = new Moves(position, jobs, housekeeping, soak, verification, deadLetters, following);
    this.walk = new Walk(vertx, options.name(), position, gates, jobs, moves);
    this.pilot = new Pilot(vertx, position, member, walk);
    this.sentry = new Sentry(vertx, options.objectives(), time, crew, position, pilot, walk);
    this.taking = new Taking(vertx, opener, clock);
  }

  /**
   * Reads where the migration stands and makes this process's member, which follows it: dual write
   * of all keys, in a process by itself.
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
    return open(vertx, options, Course.of(Strategy.DUAL_WRITE), opener, control, clock, time);
  }

  /** The same by another strategy. */
  public static Future<Ladder> open(
      Vertx vertx,
      LadderOptions options,
      Course course,
      Sides.Opener opener,
      Store control,
      HybridClock clock,
      Time time) {
    var records = new Records(control, clock);
    return records
        .read(options.name())
        .map(
            record -> {
              Policy policy = course.policyOf(record);
              var member = new Member(opener, clock, options.compareOneIn(), policy);
              var crew = new SoleMember(records, member);
              return on(vertx, options, course, opener, crew, clock, time, record, member);
            });
  }

  /**
   * A ladder that a crew follows, this process's member among it.
   *
   * @param record where the migration stands, as the crew read it
   */
  public static Ladder on(
      Vertx vertx,
      LadderOptions options,
      Course course,
      Sides.Opener opener,
      Crew crew,
      HybridClock clock,
      Time time,
      MigrationRecord record,
      Member member) {
    var ladder = new Ladder(vertx, options, course, opener, crew, clock, time, record, member);
    ladder.governor.start();
    ladder.housekeeping.start();
    ladder.pilot.start();
    ladder.sentry.start();
    ladder.taking.follow(ladder.position.steps());
    ladder.walk.leaveMoment();
    return ladder;
  }

  /** Takes up what the crew has written down: another process moved the migration. */
  public Future<Void> follow(MigrationRecord written) {
    return walk.onContext(
        () -> {
          position.follow(written);
          walk.followed();
          walk.leaveMoment();
          if (!position.acts()) {
            soak.begin();
            verification.forget();
          }
          return Future.succeededFuture();
        });
  }

  /** This process's part in the migration. */
  public Member member() {
    return member;
  }

  /**
   * Walks to a step, up or down, through all steps between. A walk that is under way turns round.
   *
   * @param step its name, such as {@code S5}
   * @return done on arrival; fails when a gate cannot be passed, and says why, and when another
   *     command turned it round
   */
  public Future<Void> walkTo(String step) {
    return walk.onContext(
        () -> {
          Goal goal = goals.walk(step);
          pilot.commanded(goal.step());
          return walk.to(goal);
        });
  }

  /**
   * Sets the date from which a timed rollover goes back: keys of that date and later will go to the
   * old store again, once it is walked down.
   *
   * @param date in the notation of the keys
   */
  public Future<Void> cutAt(String date) {
    return walk.onContext(
        () -> {
          walk.requireNone();
          cuts.requireLegal(date);
          goals.requireNotEnded(); // a date that nothing could be done with is not written down
          return walk.instead(patience -> cuts.set(date, patience));
        });
  }

  /** Gives an attempt up while the old store still leads; afterwards the way is to walk back. */
  public Future<Void> abort() {
    return walk.onContext(() -> walk.to(goals.abort()));
  }

  /**
   * Gives an attempt up though the new store is gone, also while it is read: possible where the old
   * store has every acknowledged write. What was read but never acknowledged may be gone.
   *
   * @param confirmation must be the migration's name
   */
  public Future<Void> abandon(String confirmation) {
    return walk.onContext(() -> walk.to(goals.abandon(confirmation)));
  }

  /** What the commands would do. */
  public Ways ways() {
    return new Ways(walk, goals, cuts);
  }

  /**
   * Takes some keys to a neighbour of the step that the others stay in; more of them later, or
   * fewer again. Always the same keys come first.
   *
   * @param step the neighbour
   * @param perMille so many in a thousand keys; 0 = none, 1,000 = the whole step
   */
  public Future<Void> ramp(String step, int perMille) {
    return walk.onContext(
        () -> {
          Goal goal = goals.ramp(step, perMille);
          pilot.commanded(position.step());
          return walk.to(goal);
        });
  }

  /**
   * Ends the migration for good and removes what is in the old store.
   *
   * @param confirmation must be the migration's name
   */
  public Future<Void> complete(String confirmation) {
    return walk.onContext(
        () -> {
          return walk.to(goals.end(confirmation))
              .compose(arrived -> following.dissolve())
              .compose(alone -> jobs.erase(Side.OLD, walk.patience()));
        });
  }

  /** Holds jobs and walk where they are, without losing their place. */
  public Future<Void> pause() {
    return walk.onContext(
        () -> {
          jobs.pace().pause();
          return Future.succeededFuture();
        });
  }

  /** Lets them go on, and the migration again after it was held for a broken gate. */
  public Future<Void> resume() {
    return walk.onContext(
        () -> {
          jobs.pace().resume();
          return walk.release();
        });
  }

  /**
   * Changes the most that copier and verifier may handle, and lets them go that fast at once.
   *
   * @param perSecond entries a second, 0 = unlimited
   */
  public Future<Void> throttle(int perSecond) {
    return walk.onContext(
        () -> {
          if (perSecond < 0) {
            throw new IllegalArgumentException("rate must be 0 or more, was " + perSecond);
          }
          governor.limitTo(perSecond);
          return Future.succeededFuture();
        });
  }

  /** Changes when copier and verifier give way to live traffic. */
  public Future<Void> giveWay(UnaryOperator<BackOff> change) {
    return walk.onContext(
        () -> {
          governor.giveWay(change.apply(governor.backOff()));
          return Future.succeededFuture();
        });
  }

  /** How fast jobs may go now. Any thread. */
  public Throttle throttle() {
    return governor.reading();
  }

  /**
   * Compares both stores; the store that leads is right.
   *
   * @param repair whether what differs is mended
   * @return fails while a walk is under way, or in a step where only one store is written
   */
  public Future<VerifyReport> verify(boolean repair) {
    return compare(repair, repair);
  }

  /** Compares both stores and mends nothing, where {@link #verify} with repair may be used. */
  public Future<VerifyReport> verifyBeforeRepair() {
    return compare(true, false);
  }

  private Future<VerifyReport> compare(boolean forRepair, boolean mends) {
    return walk.onContext(
        () -> {
          walk.requireNone();
          goals.requireComparable(forRepair);
          return walk.instead(patience -> verification.compare(position.lead(), mends, patience));
        });
  }

  /** Where the migration stands. */
  public Future<LadderStatus> status() {
    return walk.onContext(
        () ->
            Future.succeededFuture(
                new LadderStatus(
                    options.name(),
                    position.steps(),
                    position.step(),
                    walk.goal(),
                    walk.isUnderWay(),
                    position.isRamped()
                        ? Optional.of(
                            new LadderStatus.Ramp(position.rampTo(), position.record().perMille()))
                        : Optional.empty(),
                    position.policy(),
                    jobs.pace().isPaused(),
                    jobs.activity().doing(),
                    walk.waitingFor().isEmpty() ? jobs.led().waitingFor() : walk.waitingFor(),
                    position.record().held(),
                    walk.failure(),
                    jobs.activity().progress(),
                    member.compared(),
                    member.divergent(),
                    verification.last(),
                    deadLetters.all(),
                    member.weather(),
                    governor.reading(),
                    jobs.led().workers(),
                    following.status())));
  }

  /** Stops jobs at their next page and gives the connections back; the step stays as it is. */
  public Future<Void> close() {
    return walk.onContext(
        () -> {
          pilot.stop();
          sentry.stop();
          return Future.join(walk.stop(), housekeeping.stop(), taking.stop())
              .transform(
                  ended -> Future.join(jobs.close(), following.close(), crew.close()).mapEmpty());
        });
  }
}
