package io.laminar.migration.fleet;

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

  /** For machines. */
  public JsonArray toJson() {
    var all = new JsonArray();
    members.forEach(member -> all.add(member.toJson(nowMicros)));
    return all;
  }
}
