package io.laminar.stats.days;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.laminar.stats.days.DayPlan.Place;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DayPlanTest {

  private static final LocalDate CUT = LocalDate.of(2026, 11, 24);
  private static final LocalDate BACK = LocalDate.of(2026, 11, 27);

  @Test
  void givesEachDayOneStore() {
    DayPlan plan = DayPlan.parse("2026-11-24=other, 2026-11-27=first");

    assertThat(plan.placeOf(CUT.minusDays(1))).isEqualTo(Place.FIRST);
    assertThat(plan.placeOf(CUT)).isEqualTo(Place.OTHER);
    assertThat(plan.placeOf(BACK.minusDays(1))).isEqualTo(Place.OTHER);
    assertThat(plan.placeOf(BACK)).isEqualTo(Place.FIRST);
    assertThat(plan.needsOther()).isTrue();
    assertThat(DayPlan.parse("").placeOf(CUT)).isEqualTo(Place.FIRST);
    assertThat(DayPlan.parse(plan.toString())).isEqualTo(plan);
  }

  @Test
  void findsTheFirstDayThatAnotherPlanMoves() {
    DayPlan before = DayPlan.parse("2026-11-24=other");
    DayPlan after = DayPlan.parse("2026-11-24=other,2026-11-27=first");

    assertThat(after.firstDifference(before, BACK.minusDays(1))).isEmpty();
    assertThat(after.firstDifference(before, BACK)).hasValue(BACK);
    assertThat(DayPlan.parse("").firstDifference(before, CUT)).hasValue(CUT);
    // the same days under other words
    assertThat(DayPlan.parse("2026-11-20=first,2026-11-24=other").firstDifference(before, BACK))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-11-24 | it must be DATE=first or DATE=other",
        "24.11.2026=other | a date looks like 2026-11-24",
        "2026-11-24=redis | a store is first or other",
        "2026-11-24=other,2026-11-24=first | that date is there twice",
      })
  void saysWhatIsWrongWithAPlan(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DayPlan.parse(text))
        .withMessageContaining(message);
  }
}
