package io.laminar.migration.fleet;

import io.laminar.migration.fleet.FleetStatus.State;
import io.laminar.migration.fleet.RefusedException.Reason;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's part in a fleet: holds a lease, installs each publication and acknowledges it.
 *
 * <p>A member trusts its plan while its lease holds by its own clock, counted from before the
 * renewal was sent, and ended earlier than the others wait. When it has run out the member is in
 * its safe mode. It leaves that by itself: when the control store says that there was no gap, or
 * else after it has installed the newest publication and acknowledged it.
 *
 * <p>Belongs to the context that it joined on; {@link #lease}, {@link #status} and {@link #clock}
 * may be used from any thread.
 */
public final class FleetMember {

  private static final Logger LOG = LoggerFactory.getLogger(FleetMember.class);
  private static final long FAREWELL_MILLIS = 2_000;

  private final Vertx vertx;
  private final Context context;
  private final ControlStore store;
  private final FleetOptions options;
  private final MemberParts parts;
  private final LongSupplier nanoTime;
  private final Lease lease;
  private final FleetClock clock;

  private volatile Identity identity;
  private volatile boolean trusted;
  private volatile boolean left;
  private volatile boolean controller;
  private volatile long installed;
  private volatile long latest;
  private volatile int live;
  private volatile int silent;
  private volatile String problem = "";

  private long timer;
  private long acknowledged;
  private boolean renewing;
  private boolean renewAgain;
  private boolean gap;
  private boolean knowsOfNobodyElse;
  private Future<Void> catchingUp = Future.succeededFuture();
  private boolean saidThatItIsSafe;

  private FleetMember(
      Vertx vertx,
      ControlStore store,
      FleetOptions options,
      MemberParts parts,
      LongSupplier nanoTime,
      FleetClock clock) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.store = store;
    this.options = options;
    this.parts = parts;
    this.nanoTime = nanoTime;
    this.lease = new Lease(nanoTime);
    this.clock = clock;
    this.identity = parts.identity();
  }

  /**
   * Joins on the current context.
   *
   * @param clock takes in what the control store says of the time
   * @return done when the newest publication is installed and acknowledged; fails if the control
   *     store is away: then nobody knows which store is right. Waits while a process that bore its
   *     name before still holds a lease
   */
  public static Future<FleetMember> join(
      Vertx vertx,
      ControlStore store,
      FleetOptions options,
      MemberParts parts,
      LongSupplier nanoTime,
      FleetClock clock) {
    var member = new FleetMember(vertx, store, options, parts, nanoTime, clock);
    return member
        .begin()
        .compose(begun -> member.register())
        .compose(registered -> member.catchUp())
        .compose(caughtUp -> member.renewOnce())
        .map(
            renewed -> {
              member.keepGoing();
              return member;
            });
  }

  /** Whether its plan may be trusted. */
  public Lease lease() {
    return lease;
  }

  /** The fleet's time. */
  public FleetClock clock() {
    return clock;
  }

  /** Who it is; another after its name was taken by somebody else. */
  public Identity identity() {
    return identity;
  }

  /** How it stands. */
  public FleetStatus status() {
    State state = left ? State.LEFT : trusted && lease.holds() ? State.SERVING : State.SAFE_MODE;
    return new FleetStatus(
        identity,
        state,
        installed,
        latest,
        controller && state == State.SERVING,
        Duration.ofNanos(lease.leftNanos()),
        live,
        silent,
        problem,
        clock.wallAhead());
  }

  /**
   * Installs a publication as soon as possible, without waiting for the next renewal.
   *
   * @return done when this one or a later one is acknowledged; fails if it cannot be installed
   */
  public Future<Void> follow(long number) {
    return catchingUp.transform(
        before -> acknowledged >= number ? Future.succeededFuture() : catchUp());
  }

  /**
   * Ends its part, in order: nothing waits for it any more. To be called when no operation is under
   * way. Never fails; if the control store is away its lease runs out instead.
   */
  public Future<Void> leave() {
    left = true;
    vertx.cancelTimer(timer);
    trusted = false;
    lease.withdraw();
    Promise<Void> said = Promise.promise();
    long late = vertx.setTimer(FAREWELL_MILLIS, tick -> said.tryFail("no answer in time"));
    store.leave(identity).onSuccess(said::tryComplete).onFailure(said::tryFail);
    return said.future()
        .onComplete(ended -> vertx.cancelTimer(late))
        .onFailure(
            failure ->
                LOG.info("{} could not say that it leaves: {}", identity.name(), why(failure)))
        .otherwiseEmpty();
  }

  private Future<Void> begin() {
    return store
        .head()
        .compose(
            head ->
                head.isPresent()
                    ? Future.<Void>succeededFuture()
                    : store
                        .publish(identity, parts.first())
                        .<Void>mapEmpty()
                        .recover(FleetMember::acceptIfRaced));
  }

  private static Future<Void> acceptIfRaced(Throwable failure) {
    return failure instanceof RefusedException refused && refused.reason() == Reason.RACED
        ? Future.succeededFuture()
        : Future.failedFuture(failure);
  }

  /** Waits for a predecessor's lease, but not for somebody who goes on living. */
  private Future<Void> register() {
    long endNanos = nanoTime.getAsLong() + 2 * options.lease().toNanos();
    return registerUntil(endNanos);
  }

  private Future<Void> registerUntil(long endNanos) {
    return enrol()
        .recover(
            failure -> {
              boolean passes =
                  failure instanceof RefusedException refused
                          && refused.reason() == Reason.NAME_TAKEN
                      || failure instanceof StoreException late && late.kind() == Kind.LATE;
              return passes && nanoTime.getAsLong() - endNanos < 0
                  ? vertx
                      .timer(Math.max(1, options.renewEvery().toMillis()))
                      .compose(waited -> registerUntil(endNanos))
                  : Future.failedFuture(failure);
            });
  }

  private Future<Void> enrol() {
    long askedNanos = nanoTime.getAsLong();
    return store
        .register(identity, options.lease())
        .map(
            renewal -> {
              renewed(askedNanos, renewal);
              return (Void) null;
            });
  }

  private void keepGoing() {
    timer = vertx.setPeriodic(Math.max(1, options.renewEvery().toMillis()), tick -> renew());
    store.onChange(this::renew);
  }

  /** One renewal at a time; what is asked for meanwhile comes after it. */
  private void renew() {
    if (left) {
      return;
    }
    tellOfSafeMode();
    if (renewing) {
      renewAgain = true;
      return;
    }
    renewing = true;
    renewOnce()
        .onComplete(
            done -> {
              renewing = false;
              if (done.failed()) {
                failed("renewal", done.cause());
              }
              if (renewAgain) {
                renewAgain = false;
                renew();
              }
            });
  }

  private Future<Void> renewOnce() {
    long askedNanos = nanoTime.getAsLong();
    boolean alone = knowsOfNobodyElse;
    return store
        .renew(identity, options.lease(), new ControlStore.Says(alone, report()))
        .compose(renewal -> answered(askedNanos, alone, renewal));
  }

  private Future<Void> answered(long askedNanos, boolean saidAlone, Renewal renewal) {
    return switch (renewal.outcome()) {
      case CONTINUOUS, AFTER_A_GAP -> {
        renewed(askedNanos, renewal);
        knowsOfNobodyElse = renewal.alone();
        // the control store must have heard it before it may count
        lease.needless(trusted && saidAlone && renewal.alone());
        goOn();
        yield Future.succeededFuture();
      }
      case UNKNOWN, REPLACED -> {
        distrust();
        identity =
            renewal.outcome() == Renewal.Outcome.REPLACED
                ? identity.renamed()
                : Identity.begin(identity.name(), identity.address());
        LOG.warn("{} was struck off the list and registers again", identity.name());
        yield enrol().onSuccess(enrolled -> goOn());
      }
    };
  }

  private void renewed(long askedNanos, Renewal renewal) {
    clock.heard(askedNanos, renewal.nowMicros());
    lease.renewed(askedNanos, renewal.nowMicros());
    latest = renewal.latest();
    live = renewal.live();
    silent = renewal.silent();
    gap = renewal.outcome() != Renewal.Outcome.CONTINUOUS;
    if (gap && !lease.isNeedless()) {
      distrust();
    }
    appoint(renewal.controller());
    if (trusted) {
      lease.grant(options.relianceNanos(), acknowledged >= renewal.latest());
      problem = "";
    }
  }

  private void goOn() {
    // what is installed may not have been acknowledged: the message, or the answer, got lost
    if ((!trusted || gap || latest != acknowledged) && catchingUp.isComplete() && !left) {
      catchUp().onFailure(failure -> failed("number " + latest, failure));
    }
  }

  /** Installs the newest publication and says so; trusts it from then on. */
  private Future<Void> catchUp() {
    catchingUp =
        store
            .head()
            .compose(this::install)
            .compose(number -> store.acknowledge(identity, number).map(number))
            .onSuccess(
                number -> {
                  acknowledged = number;
                  if (!left) {
                    trust();
                  }
                })
            .mapEmpty();
    return catchingUp;
  }

  private Future<Long> install(Optional<Head> found) {
    Head head =
        found.orElseThrow(
            () -> new IllegalStateException("the control store has lost its publications"));
    return home(parts.installer().apply(head))
        .map(
            done -> {
              installed = head.publication().number();
              latest = Math.max(latest, installed);
              return installed;
            });
  }

  /** What completes elsewhere goes on here, on the member's own context. */
  private <T> Future<T> home(Future<T> elsewhere) {
    Promise<T> promise = Promise.promise();
    elsewhere.onComplete(result -> context.runOnContext(here -> promise.handle(result)));
    return promise.future();
  }

  private void trust() {
    if (!trusted) {
      LOG.info("{} follows number {}", identity.name(), installed);
    }
    trusted = true;
    gap = false;
    saidThatItIsSafe = false;
    problem = "";
    // what was installed is at least as new as what the last renewal told of
    lease.grant(options.relianceNanos(), true);
  }

  private void distrust() {
    trusted = false;
    knowsOfNobodyElse = false;
    controller = false;
    lease.withdraw();
  }

  private void appoint(boolean isController) {
    boolean isNew = isController && !controller;
    controller = isController;
    if (isNew) {
      LOG.info("{} moves the migration from now on", identity.name());
      parts.appointed().run();
    }
  }

  private void tellOfSafeMode() {
    if (!lease.holds() && !saidThatItIsSafe) {
      saidThatItIsSafe = true;
      LOG.warn(
          "{} is in safe mode: its lease has run out{}",
          identity.name(),
          problem.isEmpty() ? "" : " (" + problem + ")");
    }
  }

  private void failed(String what, Throwable failure) {
    problem = what + ": " + why(failure);
    LOG.debug("{}: {}", identity.name(), problem, failure);
  }

  private JsonObject report() {
    return parts.report().get().mergeIn(status().toJson());
  }

  private static String why(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }
}
