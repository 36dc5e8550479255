package io.laminar.migration.fleet;

import io.laminar.migration.fleet.RefusedException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When a publication may follow another. Every control store decides by these rules, in the
 * transaction that publishes.
 *
 * <p>Members run at most two adjacent plans: the next one may follow only when every member with a
 * lease has acknowledged the newest. A member whose lease has run out is left behind if every plan
 * that it may have installed makes it safe by itself; if one of them is {@linkplain
 * Publication#binding binding}, nothing may follow without it. One thing may always follow: the
 * plan that was there before the newest one, since members run that or the newest. Nothing may
 * follow in a time that is {@linkplain Draft.Closed closed} to it.
 *
 * <p>A member that has never acknowledged serves nobody yet, so it keeps nobody back.
 */
final class Rules {

  private Rules() {}

  /**
   * What a decision rests on, all read in one transaction.
   *
   * @param log the newest publications, as far back as any member has acknowledged
   */
  record Situation(Roster roster, List<Publication> log) {

    Optional<Publication> newest() {
      return log.isEmpty() ? Optional.empty() : Optional.of(log.get(log.size() - 1));
    }
  }

  /**
   * Checks that a draft may be published.
   *
   * @throws RefusedException if it may not
   */
  static void requireMayFollow(Situation now, Identity publisher, Draft draft) {
    long latest = now.roster().latest();
    if (draft.after() != latest) {
      throw new RefusedException(
          Reason.RACED,
          "cannot publish as number %d: %s came first"
              .formatted(
                  draft.after() + 1,
                  now.newest()
                      .map(p -> "number %d of %s (%s)".formatted(p.number(), p.who(), p.why()))
                      .orElse("nothing has been published, so number 1")));
    }
    if (latest == 0) {
      return;
    }
    requireController(now.roster(), publisher);
    draft.closed().ifPresent(closed -> requireOpen(closed, now.roster().nowMicros()));
    if (isWayBack(now.log(), draft)) {
      return;
    }
    List<String> holds = holds(now, draft.everybody());
    if (!holds.isEmpty()) {
      throw new RefusedException(Reason.WAITING, String.join("; ", holds));
    }
  }

  /** The way back is no exception: what dated keys it would move may be in use by now. */
  private static void requireOpen(Draft.Closed closed, long nowMicros) {
    if (closed.contains(nowMicros)) {
      throw new RefusedException(Reason.NOT_IN_TIME, closed.why());
    }
  }

  /**
   * Checks that a member may publish and note things down.
   *
   * @throws RefusedException if another one may, or its lease has run out
   */
  static void requireController(Roster roster, Identity asking) {
    MemberRecord own =
        roster.members().stream()
            .filter(member -> member.identity().incarnation().equals(asking.incarnation()))
            .findFirst()
            .filter(MemberRecord::live)
            .orElseThrow(
                () ->
                    new RefusedException(
                        Reason.LAPSED,
                        "the lease of " + asking.name() + " has run out; it rejoins by itself"));
    if (!own.controller()) {
      throw new RefusedException(
          Reason.NOT_CONTROLLER,
          roster
              .controller()
              .map(
                  other ->
                      "%s moves this migration; ask it at %s"
                          .formatted(other.name(), other.identity().address()))
              .orElse("no member moves this migration yet; try again"));
    }
  }

  /**
   * Checks that a member may acknowledge a publication.
   *
   * @throws RefusedException if it has no lease, or is more than one publication behind
   */
  static void requireMayAcknowledge(MemberRecord member, long number, long latest) {
    if (!member.live()) {
      throw new RefusedException(
          Reason.LAPSED, "the lease of " + member.name() + " ran out before it acknowledged");
    }
    if (number > latest || number < latest - 1) {
      throw new RefusedException(
          Reason.RACED,
          "%s cannot acknowledge number %d: the newest is %d"
              .formatted(member.name(), number, latest));
    }
  }

  /** True if a member may become the controller: the present one has no lease. */
  static boolean isVacant(Roster roster) {
    return roster.controller().filter(MemberRecord::live).isEmpty();
  }

  /**
   * Who keeps the next publication from following, and what can be done about it.
   *
   * @param everybody true if members whose lease has run out count in any case
   */
  static List<String> holds(Situation now, boolean everybody) {
    List<String> holds = missing(now);
    long latest = now.roster().latest();
    for (MemberRecord member : now.roster().members()) {
      boolean counts = everybody || isBound(now.log(), member) && !isBehind(member, latest);
      if (!member.live() && counts) {
        holds.add(leftAlone(now.roster(), member));
      }
    }
    return holds;
  }

  /** Who may still act under a publication before the newest one. */
  static List<String> missing(Situation now) {
    List<String> missing = new ArrayList<>();
    long latest = now.roster().latest();
    for (MemberRecord member : now.roster().members()) {
      if (isBehind(member, latest)) {
        if (member.live()) {
          missing.add(notAcknowledged(member, latest));
        } else if (isBound(now.log(), member)) {
          missing.add(leftAlone(now.roster(), member));
        }
      }
    }
    return missing;
  }

  /** True if a member that serves has not acknowledged a publication. */
  static boolean isBehind(MemberRecord member, long number) {
    return member.acknowledged() > 0 && member.acknowledged() < number;
  }

  /** The same in words, with what the member says to it. */
  static String notAcknowledged(MemberRecord member, long number) {
    String problem = member.report().getString("problem", "");
    return "%s has not acknowledged number %d%s"
        .formatted(member.name(), number, problem.isEmpty() ? "" : " (" + problem + ")");
  }

  private static String leftAlone(Roster roster, MemberRecord member) {
    return ("%s has not been heard of for %d s and may go on with number %d; if its process is"
            + " gone, start it again, or laminar migrate forget --member %s")
        .formatted(
            member.name(),
            (roster.nowMicros() - member.leaseUntilMicros()) / 1_000_000,
            member.acknowledged(),
            member.name());
  }

  /**
   * True if the member goes on as it is: it knew of nobody else, or one of the plans that it may
   * have installed by the end of its lease binds.
   */
  static boolean isBound(List<Publication> log, MemberRecord member) {
    return member.acknowledged() > 0
        && (member.alone() || mayHaveInstalledABindingOne(log, member));
  }

  private static boolean mayHaveInstalledABindingOne(List<Publication> log, MemberRecord member) {
    return log.stream()
        .filter(p -> p.number() >= member.acknowledged())
        .filter(
            p -> p.number() == member.acknowledged() || p.atMicros() <= member.leaseUntilMicros())
        .anyMatch(Publication::binding);
  }

  private static boolean isWayBack(List<Publication> log, Draft draft) {
    if (log.size() < 2 || draft.everybody()) {
      return false;
    }
    Publication before = log.get(log.size() - 2);
    return before.document().equals(draft.document()) && before.binding() == draft.binding();
  }
}
