package io.laminar.migration.fleet;

import io.laminar.migration.fleet.RefusedException.Reason;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Publishes on behalf of the member that may: waits until the fleet is ready for the next plan, and
 * until it follows it. Belongs to the member's context.
 *
 * <p>Nobody is left behind on the word of one clock: a lease must have run out by the control
 * store's, and nothing may have been heard of that member for as long by this process's own.
 */
public final class Controller {

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int MAX_FORGOTTEN = 16;
  private static final int LOG_PAGE = 1_000;

  private final Vertx vertx;
  private final ControlStore store;
  private final Supplier<Identity> identity;
  private final Duration lease;
  private final LongSupplier nanoTime;
  private final Map<String, Heard> heardByIncarnation = new HashMap<>();

  /** The lease that a member had when this process first saw it. */
  private record Heard(long leaseUntilMicros, long sinceNanos) {}

  /**
   * @param identity the member that publishes
   * @param lease how long a member's lease is
   */
  public Controller(
      Vertx vertx,
      ControlStore store,
      Supplier<Identity> identity,
      Duration lease,
      LongSupplier nanoTime) {
    this.vertx = vertx;
    this.store = store;
    this.identity = identity;
    this.lease = lease;
    this.nanoTime = nanoTime;
  }

  /**
   * Publishes as soon as the fleet is ready for it.
   *
   * @param waiting told what it waits for, in words
   * @return fails with {@link RefusedException} if somebody else published first, or moves the
   *     migration
   */
  public Future<Publication> publish(Draft draft, Patience patience, Consumer<String> waiting) {
    var published = new AtomicReference<Publication>();
    return Loop.until(
            () ->
                tryToPublish(draft)
                    .map(
                        publication -> {
                          published.set(publication);
                          return true;
                        })
                    .recover(failure -> waitOrFail(failure, patience, waiting)))
        .map(done -> published.get());
  }

  /** Done when a draft may be published; what made it so may change until it is. */
  public Future<Void> ready(Draft draft, Patience patience, Consumer<String> waiting) {
    return Loop.until(
        () ->
            store
                .roster()
                .compose(roster -> requireNobody(doubted(roster, draft.after())))
                .compose(sure -> store.check(identity.get(), draft))
                .map(true)
                .recover(failure -> waitOrFail(failure, patience, waiting)));
  }

  /** Done when every member that may still act follows the newest publication. */
  public Future<Void> acknowledged(Patience patience, Consumer<String> waiting) {
    return Loop.until(
        () ->
            store
                .roster()
                .compose(roster -> requireNobody(doubted(roster, roster.latest())))
                .compose(sure -> store.missing())
                .compose(Controller::requireNobody)
                .recover(failure -> waitOrFail(failure, patience, waiting)));
  }

  /** All members, each with a report made after this was called, except those without a lease. */
  public Future<Roster> freshReports(Patience patience, Consumer<String> waiting) {
    var fresh = new AtomicReference<Roster>();
    return patience
        .insist("members", store::roster)
        .compose(
            before ->
                patience
                    .insist("members", store::nudge)
                    .compose(
                        nudged ->
                            Loop.until(
                                () -> reportedSince(before.nowMicros(), fresh, patience, waiting))))
        .map(done -> fresh.get());
  }

  private Future<Boolean> reportedSince(
      long micros, AtomicReference<Roster> fresh, Patience patience, Consumer<String> waiting) {
    return store
        .roster()
        .compose(
            roster -> {
              List<String> silent =
                  roster.members().stream()
                      .filter(member -> member.live() && member.acknowledged() > 0)
                      .filter(member -> member.reportedMicros() <= micros)
                      .map(MemberRecord::name)
                      .toList();
              fresh.set(roster);
              return requireNobody(
                  silent.isEmpty()
                      ? silent
                      : List.of("a fresh report of " + String.join(", ", silent)));
            })
        .recover(failure -> waitOrFail(failure, patience, waiting));
  }

  /**
   * Publishes now, or fails; an attempt whose outcome is unknown is looked up.
   *
   * @return fails with {@link RefusedException}, or as the control store does
   */
  public Future<Publication> tryToPublish(Draft draft) {
    return store
        .roster()
        .compose(roster -> requireNobody(doubted(roster, draft.after())))
        .compose(sure -> store.publish(identity.get(), draft))
        .recover(failure -> lookUp(draft, failure));
  }

  /**
   * Strikes off members that have been silent for long, by both clocks, and that nothing waits for:
   * they never served, or make themselves safe beside any plan. At most a few at once.
   *
   * @return their names
   */
  public Future<List<String>> forgetSilent(Duration silent) {
    return store
        .roster()
        .compose(
            roster -> {
              List<String> forgotten = new ArrayList<>();
              Future<Void> all = Future.succeededFuture();
              for (MemberRecord member : longSilent(roster, silent)) {
                all = all.compose(before -> forgetUnlessBound(member, forgotten));
              }
              return all.map(done -> forgotten);
            });
  }

  private List<MemberRecord> longSilent(Roster roster, Duration silent) {
    long now = nanoTime.getAsLong();
    List<MemberRecord> found = new ArrayList<>();
    for (MemberRecord member : roster.members()) {
      boolean here = now - heard(member, now).sinceNanos() >= silent.toNanos();
      boolean there = roster.leftMillis(member) <= -silent.toMillis();
      if (!member.live() && here && there && found.size() < MAX_FORGOTTEN) {
        found.add(member);
      }
    }
    return found;
  }

  private Future<Void> forgetUnlessBound(MemberRecord member, List<String> forgotten) {
    return store
        .log(Math.max(1, member.acknowledged()), LOG_PAGE)
        .compose(
            log ->
                Rules.isBound(log, member)
                    ? Future.succeededFuture()
                    : store
                        .forget(member.name(), identity.get().name())
                        .onSuccess(
                            gone -> {
                              forgotten.add(member.name());
                              heardByIncarnation.remove(member.identity().incarnation());
                            }));
  }

  private Heard heard(MemberRecord member, long now) {
    return heardByIncarnation.compute(
        member.identity().incarnation(),
        (incarnation, before) ->
            before != null && before.leaseUntilMicros() == member.leaseUntilMicros()
                ? before
                : new Heard(member.leaseUntilMicros(), now));
  }

  private static Future<Boolean> requireNobody(List<String> holds) {
    return holds.isEmpty()
        ? Future.succeededFuture(true)
        : Future.failedFuture(new RefusedException(Reason.WAITING, String.join("; ", holds)));
  }

  /** Members whose lease has run out, but which have not been silent for long enough. */
  private List<String> doubted(Roster roster, long number) {
    long now = nanoTime.getAsLong();
    List<String> doubted = new ArrayList<>();
    for (MemberRecord member : roster.members()) {
      boolean silent = now - heard(member, now).sinceNanos() >= lease.toNanos();
      if (!member.live() && !silent && Rules.isBehind(member, number)) {
        doubted.add("the lease of " + member.name() + " has just run out");
      }
    }
    return doubted;
  }

  private Future<Publication> lookUp(Draft draft, Throwable failure) {
    boolean mayBeDone =
        failure instanceof StoreException
            || failure instanceof RefusedException refused && refused.reason() == Reason.RACED;
    if (!mayBeDone) {
      return Future.failedFuture(failure);
    }
    return store
        .log(draft.after() + 1, 1)
        .compose(
            found ->
                !found.isEmpty() && isOurs(found.get(0), draft)
                    ? Future.succeededFuture(found.get(0))
                    : Future.failedFuture(failure));
  }

  private static boolean isOurs(Publication found, Draft draft) {
    return found.document().equals(draft.document())
        && found.who().equals(draft.who())
        && found.why().equals(draft.why());
  }

  private Future<Boolean> waitOrFail(
      Throwable failure, Patience patience, Consumer<String> waiting) {
    boolean passes =
        failure instanceof RefusedException refused
            ? refused.reason() == Reason.WAITING || refused.reason() == Reason.LAPSED
            : failure instanceof StoreException store
                && store.kind() != StoreException.Kind.REFUSED;
    if (!passes) {
      return Future.failedFuture(failure);
    }
    waiting.accept(failure.getMessage());
    return patience.pass(failure.getMessage(), LOOK).map(false);
  }
}
