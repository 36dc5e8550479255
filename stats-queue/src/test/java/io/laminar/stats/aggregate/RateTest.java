package io.laminar.stats.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RateTest {

  private final Rate rate = new Rate();

  @Test
  void isTheMeanOfTheSecondsThatHaveEnded() {
    for (long second = 100; second <= 110; second++) {
      rate.add(second * 1_000, 300);
      rate.add(second * 1_000 + 500, 200);
    }

    assertThat(rate.perSecond(110_700)).isEqualTo(500);
  }

  @Test
  void fallsToNothingTenSecondsAfterTheLast() {
    rate.add(100_000, 900);

    assertThat(rate.perSecond(101_000)).isEqualTo(100);
    assertThat(rate.perSecond(109_999)).isEqualTo(100);
    assertThat(rate.perSecond(110_000)).isZero();
  }
}
