package io.laminar.migration.fleet;

import io.laminar.migration.fleet.RefusedException.Reason;
import io.vertx.core.json.JsonArray;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All members at one moment, in the order of their names.
 *
 * @param nowMicros that moment, by the control store's clock, in microseconds since the epoch
 * @param latest the number of the newest publication; 0 = there is none
 */
public record Roster(long nowMicros, long latest, List<MemberRecord> members) {

  public Roster {
    members = members.stream().sorted(Comparator.comparing(MemberRecord::name)).toList();
  }

  /** The member of that name. */
  public Optional<MemberRecord> find(String name) {
    return members.stream().filter(member -> member.name().equals(name)).findFirst();
  }

  /** The one that may publish, if there is one. */
  public Optional<MemberRecord> controller() {
    return members.stream().filter(MemberRecord::controller).findFirst();
  }

  /**
   * Checks that a member may be struck off.
   *
   * @throws RefusedException if there is none of that name, or it holds a lease
   */
  public void requireForgettable(String name) {
    MemberRecord member =
        find(name)
            .orElseThrow(
                () ->
                    new RefusedException(
                        Reason.NOT_TO_FORGET,
                        "there is no member \"%s\"; there are %s"
                            .formatted(name, members.stream().map(MemberRecord::name).toList())));
    if (member.live()) {
      throw new RefusedException(
          Reason.NOT_TO_FORGET,
          "%s is alive: it holds a lease for another %d ms".formatted(name, leftMillis(member)));
    }
  }

  /** How much longer a lease holds; negative: for how long it has not. */
  long leftMillis(MemberRecord member) {
    return (member.leaseUntilMicros() - nowMicros) / 1_000;
  }

  /** For machines. */
  public JsonArray toJson() {
    var all = new JsonArray();
    members.forEach(member -> all.add(member.toJson(nowMicros)));
    return all;
  }
}
