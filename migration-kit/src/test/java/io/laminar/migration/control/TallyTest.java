package io.laminar.migration.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.fleet.Identity;
import io.laminar.migration.fleet.MemberRecord;
import io.laminar.migration.ladder.Crew.Findings;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TallyTest {

  private final Tally tally = new Tally();

  private static MemberRecord member(String name, String incarnation, long compared, boolean live) {
    return new MemberRecord(
        new Identity(name, incarnation, ""),
        1,
        0,
        0,
        Documents.report(new Findings(compared, 0, 0)),
        false,
        false,
        live,
        false);
  }

  @Test
  void countsWhatMembersFindFromNowOn() {
    tally.count(List.of(member("a", "a1", 10, true)));

    assertThat(tally.count(List.of(member("a", "a1", 12, true), member("b", "b1", 5, true))))
        .isEqualTo(new Findings(7, 0, 0));
  }

  @Test
  void takesAMemberWhoseLeaseRanOutForOneThatMayHaveLeftHalfAWrite() {
    tally.count(List.of(member("a", "a1", 0, true), member("b", "b1", 0, true)));

    List<MemberRecord> without = List.of(member("a", "a1", 0, true), member("b", "b1", 0, false));

    assertThat(tally.count(without).lostMarks()).isEqualTo(1);
    assertThat(tally.count(without).lostMarks()).isEqualTo(1);
  }

  @Test
  void takesAMemberThatBeganAgainForOneThatMayHaveLeftHalfAWrite() {
    tally.count(List.of(member("a", "a1", 3, true)));

    assertThat(tally.count(List.of(member("a", "a2", 1, true)))).isEqualTo(new Findings(1, 0, 1));
  }
}
