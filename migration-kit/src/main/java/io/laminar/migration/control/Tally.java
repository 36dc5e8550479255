package io.laminar.migration.control;

import io.laminar.migration.fleet.MemberRecord;
import io.laminar.migration.ladder.Crew.Findings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What all members of a fleet have found. Counts never go down, though members come and go. One
 * that goes without saying so may have left a write in one store alone, of which no journal knows:
 * it counts like a mark that was lost. Belongs to one context.
 */
final class Tally {

  private final Map<String, Findings> findingsByIncarnation = new HashMap<>();
  private final Map<String, String> incarnationByName = new HashMap<>();
  private final Set<String> gone = new HashSet<>();
  private Findings total = Findings.NONE;

  /** Takes in what members say, and who does not say anything any more. */
  Findings count(List<MemberRecord> members) {
    boolean isFirst = findingsByIncarnation.isEmpty();
    members.forEach(this::count);
    if (isFirst) {
      total = Findings.NONE; // what was found before anybody counted belongs to no step
    }
    return total;
  }

  private void count(MemberRecord member) {
    String incarnation = member.identity().incarnation();
    Findings now = Documents.findings(member.report());
    Findings before = findingsByIncarnation.put(incarnation, now);
    total = total.plus(before == null ? now : now.minus(before));
    String former = incarnationByName.put(member.name(), incarnation);
    if (former != null && !former.equals(incarnation)) {
      leaves(former);
    }
    if (!member.live()) {
      leaves(incarnation);
    }
  }

  private void leaves(String incarnation) {
    if (gone.add(incarnation)) {
      total = total.plus(new Findings(0, 0, 1));
    }
  }
}
