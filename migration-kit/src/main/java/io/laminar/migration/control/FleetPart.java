package io.laminar.migration.control;

import io.laminar.migration.fleet.ControlStore;
import io.laminar.migration.fleet.Controller;
import io.laminar.migration.fleet.FleetClock;
import io.laminar.migration.fleet.FleetMember;
import io.laminar.migration.fleet.FleetStatus;
import io.laminar.migration.fleet.Head;
import io.laminar.migration.fleet.Identity;
import io.laminar.migration.fleet.MemberParts;
import io.laminar.migration.fleet.PostgresControlStore;
import io.laminar.migration.ladder.Course;
import io.laminar.migration.ladder.Crew.Findings;
import io.laminar.migration.ladder.Ladder;
import io.laminar.migration.ladder.MigrationRecord;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.ReadPolicy;
import io.laminar.migration.route.Standing;
import io.laminar.migration.route.Standing.Reliance;
import io.laminar.migration.route.WritePolicy;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's part in a fleet: its routers follow what is published, its ladder moves the
 * migration while it is the controller. Belongs to the context that it was opened on.
 */
public final class FleetPart {

  private static final Logger LOG = LoggerFactory.getLogger(FleetPart.class);

  private static final long FORGET_EVERY_MILLIS = 60_000;

  private final FleetSeat seat;
  private final Course course;
  private final ControlStore store;
  private final FleetClock fleetClock;
  private final HybridClock clock;
  private Member member;
  private FleetCrew crew;
  private volatile FleetMember fleet;
  private Ladder ladder;

  private FleetPart(FleetSeat seat) {
    this.seat = seat;
    this.course = seat.course();
    this.store = seat.store();
    this.fleetClock = new FleetClock(seat.nanoTime(), seat.wallMicros());
    this.clock = new HybridClock(fleetClock::epochMicros, seat.node());
  }

  /**
   * Joins over PostgreSQL.
   *
   * @param identity who it is
   * @param wallMicros the machine's wall clock, in microseconds since the epoch
   */
  static Future<FleetPart> open(
      Vertx vertx,
      MigrationOptions options,
      Course course,
      Identity identity,
      LongSupplier wallMicros) {
    Duration deadline = options.sides().limits().deadline();
    Duration renewal = options.fleet().renewEvery();
    return PostgresControlStore.open(
            vertx,
            new PostgresControlStore.Options(
                options.control().uri(),
                options.control().namespace(),
                options.ladder().name(),
                deadline.compareTo(renewal) > 0 ? deadline : renewal))
        .compose(
            store ->
                join(
                    new FleetSeat(
                        vertx,
                        identity,
                        options.fleet(),
                        options.ladder(),
                        course,
                        options.opener(),
                        store,
                        System::nanoTime,
                        wallMicros,
                        anyNode(),
                        holds -> new Standing(holds, options.ladder().quiet(), System::nanoTime))));
  }

  /**
   * Joins on the current context.
   *
   * @return done when it follows the newest publication; fails if the control store is away or its
   *     name is taken, and then the control store is closed
   */
  public static Future<FleetPart> join(FleetSeat seat) {
    var part = new FleetPart(seat);
    return part.join().recover(part::giveUp);
  }

  /** The routers of this process. */
  public Member member() {
    return member;
  }

  /** Moves the migration while this process is the controller. */
  public Ladder ladder() {
    return ladder;
  }

  FleetApi api() {
    return new FleetApi(store, crew);
  }

  /** How it takes part. Any thread. */
  public FleetStatus status() {
    return fleet.status();
  }

  /** Equal versions of different values would never be told apart. */
  private static int anyNode() {
    return 1 + ThreadLocalRandom.current().nextInt(4_095);
  }

  private Future<FleetPart> join() {
    return store
        .head()
        .map(
            head ->
                head.map(Documents::record)
                    .orElseGet(() -> MigrationRecord.begin(seat.ladder().name())))
        .compose(
            record -> {
              member =
                  new Member(
                      seat.opener(),
                      clock,
                      seat.ladder().compareOneIn(),
                      seat.standing().apply(reliance()),
                      course.policyOf(record));
              crew =
                  new FleetCrew(
                      store, member, course, seat.fleet().lease(), this::isEnd, this::isBinding);
              return FleetMember.join(
                  seat.vertx(),
                  store,
                  seat.fleet(),
                  new MemberParts(
                      seat.identity(),
                      this::install,
                      this::report,
                      crew.first(record, seat.identity().name()),
                      this::takeUp),
                  seat.nanoTime(),
                  fleetClock);
            })
        .compose(this::begin);
  }

  /** What the lease says, from when there is one. */
  private Reliance reliance() {
    return new Reliance() {
      @Override
      public boolean holds() {
        return fleet != null && fleet.lease().holds();
      }

      @Override
      public boolean isCurrent() {
        return fleet != null && fleet.lease().isCurrent();
      }

      @Override
      public long currentAsOfMicros() {
        return fleet == null ? 0 : fleet.lease().currentAsOfMicros();
      }
    };
  }

  /** Nobody waits for a process that could not begin. */
  private Future<FleetPart> giveUp(Throwable failure) {
    Future<Void> left = fleet == null ? Future.succeededFuture() : fleet.leave();
    return left.eventually(store::close).transform(closed -> Future.failedFuture(failure));
  }

  private Future<FleetPart> begin(FleetMember joined) {
    fleet = joined;
    var controller =
        new Controller(
            seat.vertx(), store, joined::identity, seat.fleet().lease(), seat.nanoTime());
    crew.join(joined, controller);
    warnOfWrongClock();
    seat.vertx().setPeriodic(FORGET_EVERY_MILLIS, tick -> forgetSilent(controller));
    return store
        .head()
        .map(
            head -> {
              MigrationRecord record = Documents.record(head.orElseThrow());
              crew.knows(record);
              ladder =
                  Ladder.on(
                      seat.vertx(),
                      seat.ladder(),
                      course,
                      seat.opener(),
                      crew,
                      clock,
                      fleetTime(),
                      record,
                      member);
              return this;
            });
  }

  /** A look that fails is made again. */
  private void forgetSilent(Controller controller) {
    if (crew.acts()) {
      Duration silent = seat.fleet().forgetAfter();
      controller
          .forgetSilent(silent)
          .onSuccess(
              names ->
                  names.forEach(
                      name ->
                          LOG.info(
                              "{} is struck off the list: not heard of for {} h, and nothing waits"
                                  + " for it",
                              name,
                              silent.toHours())))
          .onFailure(failure -> LOG.debug("the list was not looked through", failure));
    }
  }

  private Future<Void> install(Head head) {
    MigrationRecord record = Documents.record(head);
    return member
        .install(course.policyOf(record), course.doubts(record))
        .compose(
            installed -> {
              crew.follows(head);
              crew.knows(record);
              return ladder == null ? Future.succeededFuture() : ladder.follow(record);
            });
  }

  /** The controller before may have noted down more than was published. */
  private void takeUp() {
    if (ladder == null) {
      return;
    }
    store
        .head()
        .map(head -> Documents.record(head.orElseThrow()))
        .compose(
            record -> {
              crew.knows(record);
              return ladder.follow(record);
            })
        .onFailure(
            failure -> LOG.warn("what was noted down could not be read: {}", failure.getMessage()));
  }

  private JsonObject report() {
    return Documents.report(
        new Findings(member.compared(), member.divergent(), member.lostMarks()), member.weather());
  }

  private boolean isEnd(MigrationRecord record) {
    Steps steps = course.stepsByCut().apply(record.cut());
    return steps.isEnd(steps.find(record.step()));
  }

  /**
   * What a member in safe mode does is safe beside any step only if both stores are written, or
   * writes are parked and reads refused; and if no step trusts one of them for the mere lack of a
   * key in the other, or a queue.
   */
  private boolean isBinding(MigrationRecord record) {
    Policy policy = course.policyOf(record);
    boolean goesAstray =
        course.stepsByCut().apply(record.cut()).all().stream()
            .anyMatch(
                step ->
                    step.policy()
                        .any(
                            cell ->
                                cell.reads() instanceof ReadPolicy.FallThrough
                                    || cell.writes() instanceof WritePolicy.Queued));
    return goesAstray || policy.any(cell -> !cell.writesBoth() && !cell.parks());
  }

  private void warnOfWrongClock() {
    Duration ahead = fleetClock.wallAhead();
    if (ahead.abs().compareTo(seat.fleet().maxClockSkew()) > 0) {
      LOG.warn(
          "this machine's clock is {} ms ahead of the control store's; versions go by that one,"
              + " but expiry goes by this machine's: set it right",
          ahead.toMillis());
    }
  }

  private Time fleetTime() {
    return new Time() {
      @Override
      public long nanos() {
        return seat.nanoTime().getAsLong();
      }

      @Override
      public long millis() {
        return fleetClock.epochMicros() / 1_000;
      }
    };
  }
}
