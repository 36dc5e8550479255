package io.laminar.load.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  @Test
  void spacesConstantDeparturesEvenlyAndWithoutDrift() {
    Schedule schedule = Schedule.constant(3, 0);
    long last = 0;
    for (int i = 0; i <= 3_000_000; i++) {
      last = schedule.nextNanos();
    }

    assertThat(last).isEqualTo(1_000_000_000_000_000L);
  }

  @Test
  void interleavesLoopsByTheirPhase() {
    Schedule first = Schedule.constant(500, 0);
    Schedule second = Schedule.constant(500, 0.5);

    assertThat(new long[] {first.nextNanos(), second.nextNanos(), first.nextNanos()})
        .containsExactly(0, 1_000_000, 2_000_000);
  }

  @Test
  void spacesPoissonDeparturesExponentially() {
    int departures = 200_000;
    Schedule schedule = Schedule.poisson(1_000, new SplittableRandom(5));
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
    Schedule schedule = Schedule.growing(Schedule.constant(1_000, 0), 2_000_000_000);
    int[] perTenth = new int[40];
    for (long at = schedule.nextNanos(); at < 4_000_000_000L; at = schedule.nextNanos()) {
      perTenth[(int) (at / 100_000_000)]++;
    }

    for (int tenth = 0; tenth < 40; tenth++) {
      double rate = tenth < 20 ? 2.5 + 5 * tenth : 100;
      assertThat((double) perTenth[tenth]).as("tenth %d", tenth).isCloseTo(rate, within(1.0));
    }
    assertThat(Schedule.growing(schedule, 0)).isSameAs(schedule);
  }

  @Test
  void neverGoesBack() {
    Schedule schedule = Schedule.poisson(1e6, new SplittableRandom(9));
    long before = 0;
    for (int i = 0; i < 100_000; i++) {
      long now = schedule.nextNanos();
      assertThat(now).isGreaterThanOrEqualTo(before);
      before = now;
    }
  }

  @Test
  void refusesRatesThatAreNone() {
    var random = new SplittableRandom(1);

    assertThatThrownBy(() -> Schedule.constant(0, 0)).hasMessageContaining("was 0.0");
    assertThatThrownBy(() -> Schedule.poisson(-1, random)).hasMessageContaining("was -1.0");
    assertThatThrownBy(() -> Schedule.constant(1, 1)).hasMessageContaining("phase");
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
