package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.plan.Steps;
import io.laminar.migration.route.Doubt;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.selector.Selector.DateInKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a rollover's steps may be published, and what a member must doubt that missed one. */
final class RolloverStepsTest {

  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Instant FIRST = Instant.parse("2026-12-01T00:00:00Z");
  private static final Instant SECOND = Instant.parse("2026-12-15T00:00:00Z");
  private static final String BEFORE = "d:2026-11-30";
  private static final String BETWEEN = "d:2026-12-14";
  private static final String LATER = "d:2026-12-15";

  private final DateInKey dates = new DateInKey("d:", "2026-12-01", "");
  private final Selector selector = new Selector.Not(new Selector.Prefix("x"));
  private final Course course =
      new Course(cut -> Steps.rollover(dates, cut, selector), selector, "");

  private static MigrationRecord in(String step) {
    return MigrationRecord.begin("counters").at(step);
  }

  private static MigrationRecord turned(String step) {
    return in(step).withCut("2026-12-15");
  }

  private static List<String> doubted(List<Doubt> doubts) {
    return List.of(BEFORE, BETWEEN, LATER, "x" + LATER).stream()
        .filter(key -> doubts.stream().anyMatch(doubt -> doubt.keys().selects(key)))
        .toList();
  }

  @Test
  void doubtsExactlyTheKeysInWhichANeighbourDiffers() {
    assertThat(doubted(course.doubts(in("S0")))).containsExactly(BETWEEN, LATER);
    assertThat(doubted(course.doubts(in("S2")))).isEmpty();
    assertThat(doubted(course.doubts(turned("S2")))).containsExactly(LATER);
    assertThat(doubted(course.doubts(turned("S1")))).containsExactly(BETWEEN, LATER);
    assertThat(doubted(course.doubts(turned("S0")))).containsExactly(BETWEEN);
    assertThat(course.doubts(turned("S3"))).isEmpty();
    assertThat(doubted(course.doubts(turned("S1").ramped("S2", 100))))
        .containsExactly(BETWEEN, LATER);
  }

  @Test
  void doubtsForGoodOnlyWhatMayGoBackAtAnyTime() {
    long first = FIRST.minus(Rollover.MARGIN).toEpochMilli() * 1_000;
    long second = SECOND.minus(Rollover.MARGIN).toEpochMilli() * 1_000;

    assertThat(course.doubts(in("S0"))).extracting(Doubt::settledMicros).containsExactly(first);
    assertThat(course.doubts(turned("S2")))
        .extracting(Doubt::settledMicros)
        .containsExactly(second);
    assertThat(course.doubts(turned("S1")))
        .extracting(Doubt::settledMicros)
        .containsExactly(Long.MAX_VALUE, second);
  }

  private static Course.Closed from(String date, Instant begins, Instant ends) {
    return new Course.Closed(
        date,
        begins.minus(Rollover.MARGIN).minus(LEASE).toEpochMilli(),
        ends == null ? Long.MAX_VALUE : ends.plus(Rollover.MARGIN).toEpochMilli());
  }

  @Test
  void takesNoStepFromALeaseBeforeItsDatesBeginUntilTheyAreOver() {
    assertThat(course.closed(in("S0"), in("S1"), LEASE)).contains(from("2026-12-01", FIRST, null));
    assertThat(course.closed(in("S1"), in("S2"), LEASE)).as("the same policy").isEmpty();
    assertThat(course.closed(in("S2"), turned("S2"), LEASE)).as("the same policy").isEmpty();
    assertThat(course.closed(turned("S2"), turned("S1"), LEASE))
        .contains(from("2026-12-15", SECOND, null));
    assertThat(course.closed(turned("S1"), turned("S0"), LEASE))
        .contains(from("2026-12-01", FIRST, SECOND));
    assertThat(course.closed(turned("S2"), turned("S3"), LEASE)).as("done").isEmpty();
  }

  @Test
  void doubtsNothingInAStrategyWithoutDates() {
    var dualWrite = Course.of(io.laminar.migration.plan.Strategy.DUAL_WRITE);

    assertThat(dualWrite.doubts(in("S1"))).isEmpty();
    assertThat(dualWrite.closed(in("S1"), in("S2"), LEASE)).isEqualTo(Optional.empty());
  }

  @Test
  void knowsWhenADateBeginsInEveryNotation() {
    assertThat(Rollover.begins("2026-12-01")).isEqualTo(FIRST.toEpochMilli());
    assertThat(Rollover.begins("20261215")).isEqualTo(SECOND.toEpochMilli());
    assertThat(Rollover.begins("2026120113"))
        .isEqualTo(FIRST.plus(Duration.ofHours(13)).toEpochMilli());
    assertThat(Rollover.begins("2026113024")).isEqualTo(FIRST.toEpochMilli());
  }
}
