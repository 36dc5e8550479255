package io.laminar.load.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.load.result.Check;
import io.laminar.load.tally.DropReason;
import io.laminar.load.tally.Outcome;
import io.laminar.load.tally.Tally;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectiveTest {

  private static final long MILLI = 1_000_000;

  private final Tally tally = new Tally();

  @Test
  void holdsEveryBoundAgainstWhatWasSeen() {
    answer(Outcome.BID, 60, 5);
    answer(Outcome.NO_BID, 39, 5);
    answer(Outcome.LATE, 1, 150);

    List<Check> checks = check("p50<=5ms,p99<=20ms,max<=0.1s,errors<=0.5%,timeouts<=1%,bids>=60%");

    assertThat(checks)
        .extracting(Check::held)
        .containsExactly(true, true, false, false, true, true);
    assertThat(checks.get(2)).hasToString("MISSED  max<=0.1s: 150.02 ms");
    assertThat(checks.get(5)).hasToString("held    bids>=60%: 60.000%");
  }

  @Test
  void countsALateAnswerAsATimeoutAndWhatWasNeverSentAsAnError() {
    answer(Outcome.BID, 97, 1);
    answer(Outcome.LATE, 1, 130);
    tally.scheduled(0);
    tally.timedOut(1_000 * MILLI);
    tally.scheduled(0);
    tally.droppedAfter(500 * MILLI, DropReason.NO_FREE_CONNECTION);

    assertThat(check("timeouts<=2%")).extracting(Check::held).containsExactly(true);
    assertThat(check("timeouts<=1.9%")).extracting(Check::held).containsExactly(false);
    assertThat(check("errors<=3%")).extracting(Check::held).containsExactly(true);
    assertThat(check("errors<=2.9%")).extracting(Check::held).containsExactly(false);
  }

  @Test
  void provesNothingFromNothing() {
    assertThat(check("p99<=1s,errors<=1%,bids>=1%")).noneMatch(Check::held);
    assertThat(check("")).isEmpty();
  }

  @Test
  void refusesWhatIsNoObjective() {
    assertThatThrownBy(() -> Objective.parse("p98<=1ms"))
        .hasMessageContaining("must be bounds separated by commas")
        .hasMessageContaining("was \"p98<=1ms\"");
    assertThatThrownBy(() -> Objective.parse("p99<20ms")).hasMessageContaining("p99<20ms");
    assertThatThrownBy(() -> Objective.parse("bids<=20%")).hasMessageContaining("bids<=20%");
  }

  private List<Check> check(String objective) {
    return Objective.parse(objective).check(tally.counts(), tally.times());
  }

  private void answer(Outcome outcome, int times, long millis) {
    for (int i = 0; i < times; i++) {
      tally.scheduled(0);
      tally.answered(outcome, millis * MILLI, millis * MILLI);
    }
  }
}
