package io.laminar.load.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.laminar.load.schedule.RateCurve.Piece;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final long TENTH = 100_000_000;

  @Test
  void spacesConstantDeparturesEvenlyAndWithoutDrift() {
    Schedule schedule = Schedule.even(constant(3), 0);
    long last = 0;
    for (int i = 0; i <= 3_000_000; i++) {
      last = schedule.nextNanos();
    }

    assertThat(last).isEqualTo(1_000_000_000_000_000L);
  }

  @Test
  void interleavesLoopsByTheirPhase() {
    Schedule first = Schedule.even(constant(500), 0);
    Schedule second = Schedule.even(constant(500), 0.5);

    assertThat(new long[] {first.nextNanos(), second.nextNanos(), first.nextNanos()})
        .containsExactly(0, 1_000_000, 2_000_000);
  }

  @Test
  void spacesPoissonDeparturesExponentially() {
    int departures = 200_000;
    Schedule schedule = Schedule.poisson(constant(1_000), new SplittableRandom(5));
    double[] gaps = new double[departures];
    long before = 0;
    for (int i = 0; i < departures; i++) {
      long now = schedule.nextNanos();
      gaps[i] = now - before;
      before = now;
    }

    assertThat(before / 1e9).as("seconds for all").isCloseTo(200, within(2.0));
    assertThat(distanceFromExponential(gaps, 1e6)).isLessThan(1.95 / Math.sqrt(departures));
  }

  @Test
  void growsEvenlyAndThenKeepsTheFullRate() {
    Schedule schedule = Schedule.even(RateCurve.constant(1_000, Duration.ofSeconds(2), MINUTE), 0);
    int[] perTenth = perTenth(schedule, 40);

    for (int tenth = 0; tenth < 40; tenth++) {
      double rate = tenth < 20 ? 2.5 + 5 * tenth : 100;
      assertThat((double) perTenth[tenth]).as("tenth %d", tenth).isCloseTo(rate, within(1.0));
    }
  }

  @Test
  void followsStepsAndRampsUpAndDown() {
    RateCurve curve = StepsText.parse("1k@1s,1000-3000@1s,3k@1s,3k-0@1s,500@1s");
    int[] perTenth = perTenth(Schedule.even(curve, 0), 50);

    for (int tenth = 0; tenth < 50; tenth++) {
      double rate = curve.rateAt(tenth * TENTH + TENTH / 2) / 10;
      assertThat((double) perTenth[tenth]).as("tenth %d", tenth).isCloseTo(rate, within(1.1));
    }
    assertThat(curve.length()).isEqualTo(Duration.ofSeconds(5));
    assertThat(curve.peak()).isEqualTo(3_000);
    assertThat(Arrays.stream(perTenth).sum()).isBetween(7_999, 8_001);
  }

  @Test
  void followsTheCurveAtRandomToo() {
    Schedule schedule =
        Schedule.poisson(StepsText.parse("10k-30k@2s,5k@2s"), new SplittableRandom(3));
    int[] perTenth = perTenth(schedule, 40);

    assertThat(Arrays.stream(perTenth, 0, 20).sum() / 40_000.0).isCloseTo(1, within(0.03));
    assertThat(Arrays.stream(perTenth, 20, 40).sum() / 10_000.0).isCloseTo(1, within(0.05));
  }

  @Test
  void keepsTheWholeWhenLoopsShareACurve() {
    RateCurve half = StepsText.parse("1k-2k@2s").times(0.5);
    Schedule first = Schedule.even(half, 0);
    Schedule second = Schedule.even(half, 0.5);

    int[] one = perTenth(first, 20);
    int[] other = perTenth(second, 20);

    assertThat(Arrays.stream(one).sum() + Arrays.stream(other).sum()).isEqualTo(3_000);
  }

  @Test
  void hasNoDepartureAfterARateOfNothing() {
    Schedule schedule = Schedule.even(StepsText.parse("10-0@1s"), 0);
    for (int i = 0; i < 5; i++) {
      assertThat(schedule.nextNanos()).isLessThan(1_000_000_000);
    }

    assertThat(schedule.nextNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void compressesTheGrowthOfAYearIntoTheRun() {
    RateCurve growth = Profile.GROWTH.curve(Duration.ofSeconds(120), 0.01);

    assertThat(growth.rateAt(0)).isCloseTo(40, within(1e-6));
    assertThat(growth.rateAt(Duration.ofSeconds(60).toNanos()))
        .isCloseTo(Math.sqrt(40 * 1_500), within(1e-6));
    assertThat(growth.peak()).isCloseTo(1_500, within(1e-6));
    assertThat(growth.length()).isEqualTo(Duration.ofSeconds(120));
  }

  @Test
  void neverGoesBack() {
    for (Schedule schedule :
        List.of(
            Schedule.poisson(constant(1e6), new SplittableRandom(9)),
            Schedule.even(Profile.SPIKE.curve(Duration.ofSeconds(2), 1), 0.25))) {
      long before = 0;
      for (int i = 0; i < 100_000; i++) {
        long now = schedule.nextNanos();
        assertThat(now).isGreaterThanOrEqualTo(before);
        before = now;
      }
    }
  }

  @Test
  void refusesRatesThatAreNone() {
    assertThatThrownBy(() -> constant(0)).hasMessageContaining("was 0.0");
    assertThatThrownBy(() -> new Piece(-1, 0, MINUTE)).hasMessageContaining("were -1.0");
    assertThatThrownBy(() -> new Piece(1, 1, Duration.ZERO)).hasMessageContaining("longer than 0");
    assertThatThrownBy(() -> RateCurve.of(List.of())).hasMessageContaining("above 0");
    assertThatThrownBy(() -> Schedule.even(constant(1), 1)).hasMessageContaining("phase");
  }

  private static RateCurve constant(double perSecond) {
    return RateCurve.constant(perSecond, Duration.ZERO, MINUTE);
  }

  private static int[] perTenth(Schedule schedule, int tenths) {
    int[] perTenth = new int[tenths];
    for (long at = schedule.nextNanos(); at < tenths * TENTH; at = schedule.nextNanos()) {
      perTenth[(int) (at / TENTH)]++;
    }
    return perTenth;
  }

  /** The Kolmogorov-Smirnov statistic. */
  private static double distanceFromExponential(double[] gaps, double mean) {
    double[] sorted = gaps.clone();
    Arrays.sort(sorted);
    double distance = 0;
    for (int i = 0; i < sorted.length; i++) {
      double law = 1 - Math.exp(-sorted[i] / mean);
      distance = Math.max(distance, Math.abs(law - (i + 0.5) / sorted.length));
    }
    return distance;
  }
}
