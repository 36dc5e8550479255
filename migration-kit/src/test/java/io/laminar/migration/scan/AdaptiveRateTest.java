package io.laminar.migration.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdaptiveRateTest {

  private static final Duration OBJECTIVE = Duration.ofMillis(5);
  private static final int DWELL_SECONDS = (int) AdaptiveRate.DWELL.toSeconds();

  private final AdaptiveRate limited = new AdaptiveRate(40_000, OBJECTIVE, 1_000);
  private long second;

  /** One look a second; the job does as much as it may. */
  private int after(AdaptiveRate rate, int seconds, double p99Millis) {
    for (int i = 0; i < seconds; i++) {
      look(rate, p99Millis, "", rate.perSecond());
    }
    return rate.perSecond();
  }

  private void look(AdaptiveRate rate, double p99Millis, String trouble, double handled) {
    rate.observe(++second * 1_000_000_000L, (long) (1_000 * p99Millis), trouble, handled);
  }

  @Test
  void goesAsFastAsItMayWhileLiveTrafficIsFastOrUnknown() {
    assertThat(after(limited, 20, 4.9)).isEqualTo(40_000);
    assertThat(after(limited, 20, 0)).isEqualTo(40_000);
    assertThat(limited.why()).isEmpty();
  }

  @Test
  void halvesAtOnceAndThenWaitsForWhatThatBrings() {
    assertThat(after(limited, 1, 7.2)).isEqualTo(20_000);
    assertThat(limited.why()).isEqualTo("live p99 7.2 ms is above 5.0 ms: slowed down");
    assertThat(after(limited, DWELL_SECONDS - 1, 7.2)).isEqualTo(20_000);
    assertThat(after(limited, 1, 7.2)).isEqualTo(10_000);
  }

  @Test
  void stopsAtTheLeastRateHoweverSlowLiveTrafficIs() {
    assertThat(after(limited, 20 * DWELL_SECONDS, 900)).isEqualTo(1_000);
    assertThat(limited.why()).isEqualTo("live p99 900.0 ms is above 5.0 ms: at the least rate");
  }

  @Test
  void staysAsItIsNearTheObjective() {
    after(limited, 1, 7.2);

    assertThat(after(limited, 100, 4.5)).isEqualTo(20_000);
    assertThat(limited.why()).isEqualTo("live p99 4.5 ms is near 5.0 ms");
  }

  @Test
  void speedsUpInStepsOnceItHasBeenCalmForTheDwellTime() {
    after(limited, 1, 7.2);

    assertThat(after(limited, DWELL_SECONDS, 2)).isEqualTo(20_000);
    assertThat(after(limited, 1, 2)).isEqualTo(22_000);
    assertThat(limited.why()).isEqualTo("live p99 2.0 ms is below 5.0 ms: speeds up again");
    assertThat(after(limited, 8, 2)).isEqualTo(38_000);
    assertThat(after(limited, 1, 2)).isEqualTo(40_000);
    assertThat(limited.why()).isEmpty();
  }

  @Test
  void countsCalmAnewAfterAMomentThatWasNot() {
    after(limited, 1, 7.2);
    after(limited, DWELL_SECONDS, 2);
    after(limited, 1, 4.5);

    assertThat(after(limited, DWELL_SECONDS, 2)).isEqualTo(20_000);
    assertThat(after(limited, 1, 2)).isEqualTo(22_000);
  }

  @Test
  void findsARateBetweenTheTwoWhereLiveTrafficFeelsEachEntry() {
    List<Integer> rates = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      double p99Millis = 1 + limited.perSecond() / 5_000.0; // 5 ms at 20,000/s
      rates.add(after(limited, 1, p99Millis));
    }

    assertThat(rates.subList(60, 600)).allMatch(rate -> rate >= 8_000 && rate <= 22_000);
  }

  @Test
  void backsOffFromWhatTheJobReallyHandlesAndNotFromALimitThatDoesNotBind() {
    look(limited, 7.2, "", 6_000);

    assertThat(limited.perSecond()).isEqualTo(3_000);
  }

  @Test
  void backsOffWhileAStoreDoesBadly() {
    look(limited, 0, "the new store: 7 of 90 operations failed", 40_000);

    assertThat(limited.perSecond()).isEqualTo(20_000);
    assertThat(limited.why()).isEqualTo("the new store: 7 of 90 operations failed: slowed down");
  }

  @Test
  void isUnlimitedAgainAfterItBackedOffFromNoLimit() {
    var unlimited = new AdaptiveRate(0, OBJECTIVE, 1_000);
    look(unlimited, 7.2, "", 30_000);
    assertThat(unlimited.perSecond()).isEqualTo(15_000);

    assertThat(after(unlimited, DWELL_SECONDS + 29, 2)).isEqualTo(58_500);
    assertThat(after(unlimited, 1, 2)).isZero();
    assertThat(unlimited.why()).isEmpty();
  }

  @Test
  void doesNotCareWithoutAnObjective() {
    var careless = new AdaptiveRate(40_000, Duration.ZERO, 1_000);

    assertThat(after(careless, 20, 900)).isEqualTo(40_000);
  }

  @Test
  void beginsAnewWhenItIsToldOtherwise() {
    after(limited, 1, 7.2);
    limited.keepBelow(Duration.ofMillis(50), 10);
    assertThat(after(limited, 5, 7.2)).isEqualTo(40_000);

    after(limited, 1, 70);
    limited.limitTo(500);
    assertThat(limited.perSecond()).isEqualTo(500);
    assertThat(limited.why()).isEmpty();
  }
}
