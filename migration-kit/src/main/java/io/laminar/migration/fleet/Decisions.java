package io.laminar.migration.fleet;

import io.laminar.migration.fleet.RefusedException.Reason;
import io.laminar.migration.fleet.Renewal.Outcome;
import io.laminar.migration.fleet.Rules.Situation;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What each transaction of a control store does: looks at what there is, asks the {@link Rules},
 * and writes. The same for every kind of control store.
 */
final class Decisions {

  private Decisions() {}

  /** What a transaction came to: an answer, or a refusal that changed nothing. */
  record Answer<T>(T value, RefusedException refusal) {

    static <T> Answer<T> of(T value) {
      return new Answer<>(value, null);
    }

    Future<T> toFuture() {
      return refusal == null ? Future.succeededFuture(value) : Future.failedFuture(refusal);
    }
  }

  /** Publishes the next plan if it may follow. */
  static Future<Answer<Publication>> publish(
      Tables tables, String migration, Identity publisher, Draft draft) {
    return situation(tables)
        .compose(
            now ->
                allowed(
                    () -> Rules.requireMayFollow(now, publisher, draft),
                    () -> {
                      Publication next =
                          Publication.following(
                              tables.newestHash(), migration, draft, now.roster().nowMicros());
                      return tables
                          .append(next, draft.note())
                          .compose(appended -> tables.tell())
                          .map(told -> next);
                    }));
  }

  /** Only asks whether it may follow. */
  static Future<Answer<Void>> check(Tables tables, Identity publisher, Draft draft) {
    return situation(tables)
        .compose(
            now ->
                allowed(
                    () -> Rules.requireMayFollow(now, publisher, draft), Future::succeededFuture));
  }

  static Future<Answer<Void>> note(
      Tables tables,
      String migration,
      Identity controller,
      long number,
      String note,
      Optional<String> why) {
    return tables
        .roster()
        .compose(
            roster ->
                allowed(
                    () -> {
                      Rules.requireController(roster, controller);
                      requireNewest(roster, number);
                    },
                    () ->
                        why.isPresent()
                            ? append(tables, migration, roster, controller.name(), why.get())
                                .compose(kept -> tables.note(note))
                            : tables.note(note)));
  }

  /** Writes an event down; nobody has to be a member for that. */
  static Future<Answer<AuditEvent>> audit(
      Tables tables, String migration, String who, String what) {
    return tables
        .roster()
        .compose(roster -> append(tables, migration, roster, who, what))
        .map(Answer::of);
  }

  private static Future<AuditEvent> append(
      Tables tables, String migration, Roster roster, String who, String what) {
    return tables
        .newestEvent()
        .map(
            before ->
                AuditEvent.following(
                    before,
                    migration,
                    roster.latest(),
                    tables.newestHash(),
                    roster.nowMicros(),
                    who,
                    what))
        .compose(event -> tables.append(event).map(event));
  }

  static Future<Answer<Renewal>> register(Tables tables, Identity member, Duration lease) {
    return tables
        .roster()
        .compose(
            roster ->
                allowed(
                    () -> requireFree(roster, member),
                    () -> {
                      long now = roster.nowMicros();
                      return tables
                          .enrol(member, now + micros(lease), now)
                          .map(enrolled -> answer(roster, Outcome.AFTER_A_GAP, false));
                    }));
  }

  static Future<Answer<Renewal>> renew(
      Tables tables, Identity member, Duration lease, ControlStore.Says says) {
    return tables
        .roster()
        .compose(
            roster -> {
              Renewal renewal = renewalOf(roster, member);
              if (renewal.outcome() == Outcome.UNKNOWN || renewal.outcome() == Outcome.REPLACED) {
                return Future.succeededFuture(renewal);
              }
              long now = roster.nowMicros();
              return tables
                  .renew(
                      member,
                      now + micros(lease),
                      now,
                      says.report(),
                      says.alone(),
                      renewal.outcome() == Outcome.AFTER_A_GAP)
                  .compose(renewed -> appointIfVacant(tables, roster, member, renewal));
            })
        .map(Answer::of);
  }

  static Future<Answer<Void>> acknowledge(Tables tables, Identity member, long number) {
    return tables
        .roster()
        .compose(
            roster ->
                allowed(
                    () ->
                        Rules.requireMayAcknowledge(known(roster, member), number, roster.latest()),
                    () ->
                        tables
                            .acknowledge(member, number)
                            .compose(
                                kept ->
                                    Rules.isVacant(roster)
                                        ? tables.appoint(member)
                                        : Future.succeededFuture())
                            .compose(kept -> tables.tell())));
  }

  static Future<Answer<List<String>>> missing(Tables tables) {
    return situation(tables).map(now -> Answer.of(Rules.missing(now)));
  }

  static Future<Answer<Void>> leave(Tables tables, Identity member) {
    return tables
        .roster()
        .compose(
            roster ->
                renewalOf(roster, member).outcome() == Outcome.REPLACED
                    ? Future.succeededFuture()
                    : tables.strike(member.name()))
        .compose(struck -> tables.tell())
        .map(Answer::of);
  }

  static Future<Answer<Void>> forget(Tables tables, String migration, String name, String who) {
    return tables
        .roster()
        .compose(
            roster ->
                allowed(
                    () -> roster.requireForgettable(name),
                    () ->
                        append(tables, migration, roster, who, name + " is struck off the list")
                            .compose(kept -> tables.strike(name))
                            .compose(struck -> tables.tell())));
  }

  private interface Check {
    /**
     * @throws RefusedException if it does not hold
     */
    void run();
  }

  private interface Change<T> {
    Future<T> make();
  }

  private static <T> Future<Answer<T>> allowed(Check check, Change<T> change) {
    try {
      check.run();
    } catch (RefusedException e) {
      return Future.succeededFuture(new Answer<>(null, e));
    }
    return change.make().map(Answer::of);
  }

  private static Future<Situation> situation(Tables tables) {
    return tables
        .roster()
        .compose(
            roster -> {
              long oldest =
                  roster.members().stream()
                      .mapToLong(MemberRecord::acknowledged)
                      .filter(number -> number > 0)
                      .reduce(roster.latest() - 1, Math::min);
              return tables.logFrom(oldest).map(log -> new Situation(roster, log));
            });
  }

  private static Renewal renewalOf(Roster roster, Identity member) {
    return roster
        .find(member.name())
        .map(
            known -> {
              if (!known.identity().incarnation().equals(member.incarnation())) {
                return answer(roster, Outcome.REPLACED, false);
              }
              // a gap whose answer got lost is still one
              return known.live() && !known.gap()
                  ? answer(roster, Outcome.CONTINUOUS, known.controller())
                  : answer(roster, Outcome.AFTER_A_GAP, false);
            })
        .orElseGet(() -> answer(roster, Outcome.UNKNOWN, false));
  }

  private static Renewal answer(Roster roster, Outcome outcome, boolean controller) {
    int live = (int) roster.members().stream().filter(MemberRecord::live).count();
    return new Renewal(
        outcome,
        roster.nowMicros(),
        roster.latest(),
        controller,
        live,
        roster.members().size() - live);
  }

  /** A member that serves takes the place of a controller that is gone. */
  private static Future<Renewal> appointIfVacant(
      Tables tables, Roster roster, Identity member, Renewal renewal) {
    boolean serves =
        renewal.outcome() == Outcome.CONTINUOUS
            && roster.find(member.name()).filter(own -> own.acknowledged() > 0).isPresent();
    if (renewal.controller() || !serves || !Rules.isVacant(roster)) {
      return Future.succeededFuture(renewal);
    }
    return tables.appoint(member).map(appointed -> answer(roster, renewal.outcome(), true));
  }

  private static MemberRecord known(Roster roster, Identity member) {
    return roster
        .find(member.name())
        .filter(own -> own.identity().incarnation().equals(member.incarnation()))
        .orElseThrow(
            () ->
                new RefusedException(
                    Reason.LAPSED, member.name() + " was struck off the list; it registers again"));
  }

  private static void requireFree(Roster roster, Identity member) {
    roster
        .find(member.name())
        .filter(MemberRecord::live)
        .filter(bearer -> !bearer.identity().incarnation().equals(member.incarnation()))
        .ifPresent(
            bearer -> {
              throw new RefusedException(
                  Reason.NAME_TAKEN,
                  ("a member named %s holds a lease for another %d ms; give this process another"
                          + " name, or wait if it takes the place of one that has ended")
                      .formatted(member.name(), roster.leftMillis(bearer)));
            });
  }

  private static void requireNewest(Roster roster, long number) {
    if (roster.latest() != number) {
      throw new RefusedException(
          Reason.RACED,
          "the note belongs to number %d, the newest is %d".formatted(number, roster.latest()));
    }
  }

  private static long micros(Duration time) {
    return time.toNanos() / 1_000;
  }
}
