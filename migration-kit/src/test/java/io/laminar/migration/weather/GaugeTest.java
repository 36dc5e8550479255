package io.laminar.migration.weather;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.Weather;
import io.laminar.migration.weather.Gauge.End;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GaugeTest {

  private static final Duration SLICE = Duration.ofMillis(100);

  /** Bad from 10 % failures or 50 ms, good up to 2 % and 20 ms, after 3 s. */
  private static final WeatherLimits LIMITS =
      new WeatherLimits(SLICE.multipliedBy(Gauge.SLICES), 10, 2, 50, 20, Duration.ofSeconds(3), 80);

  private final Gauge gauge = new Gauge(LIMITS, Duration.ofMillis(100));
  private long nowNanos;

  @Test
  void isGoodBeforeAnythingIsKnown() {
    assertThat(gauge.reading()).isEqualTo(Weather.UNWATCHED);
    assertThat(turned().good()).isTrue();
  }

  @Test
  void turnsBadAtOnceWhenManyOperationsFail() {
    record(End.DONE, 27);
    record(End.FAILED, 3);

    Weather weather = turned();

    assertThat(weather.good()).isFalse();
    assertThat(weather.errorShare()).isEqualTo(0.1);
    assertThat(weather.why()).isEqualTo("3 of 30 operations failed");
  }

  @Test
  void staysGoodWhileFailuresAreFewerThanTheThreshold() {
    record(End.DONE, 28);
    record(End.FAILED, 3);

    assertThat(turned().good()).isTrue();
  }

  @Test
  void takesOneOrTwoFailuresForChance() {
    record(End.FAILED, 2);

    assertThat(turned().good()).isTrue();
  }

  @Test
  void turnsBadWhenTheSlowestOperationsAreTooSlow() {
    took(Duration.ofMillis(1), 97);
    took(Duration.ofMillis(80), 3);

    Weather weather = turned();

    assertThat(weather.good()).isFalse();
    assertThat(weather.p50Micros()).isBetween(1_000L, 1_130L);
    assertThat(weather.p99Micros()).isBetween(80_000L, 90_000L);
    assertThat(weather.why()).contains("one operation in a hundred takes").contains("ms");
  }

  @Test
  void doesNotJudgeByThePercentileOfAFew() {
    took(Duration.ofMillis(80), Gauge.MIN_TIMED - 1);

    assertThat(turned().good()).isTrue();
  }

  @Test
  void staysBadBetweenTheThresholdsHoweverLong() {
    record(End.FAILED, 10);
    turned();

    for (int slice = 0; slice < 200; slice++) {
      record(End.DONE, 95); // 5 % fail: no longer bad, not yet good
      record(End.FAILED, 5);
      turned();
    }

    assertThat(gauge.reading().good()).isFalse();
  }

  @Test
  void becomesGoodOnlyAfterItLookedGoodForTheDwellTime() {
    record(End.FAILED, 10);
    turned();

    int slices = 0;
    while (!gauge.reading().good()) {
      record(End.DONE, 10);
      turned();
      slices++;
    }

    long dwell = LIMITS.dwell().dividedBy(SLICE);
    assertThat((long) slices).isBetween(dwell, dwell + Gauge.SLICES + 1);
    assertThat(gauge.reading().why()).isEmpty();
  }

  @Test
  void beginsTheDwellTimeAnewAfterARelapse() {
    record(End.FAILED, 10);
    turned();
    for (int slice = 0; slice < Gauge.SLICES + 20; slice++) {
      record(End.DONE, 10);
      turned();
    }
    record(End.FAILED, 100);
    turned();

    for (int slice = 0; slice < Gauge.SLICES + 20; slice++) {
      record(End.DONE, 10);
      turned();
    }

    assertThat(gauge.reading().good()).isFalse();
  }

  @Test // race R17
  void turnsGoodAtMostOnceInADwellTimeHoweverTheStoreOscillates() {
    int changes = 0;
    boolean good = true;
    int slices = 1_000;
    for (int slice = 0; slice < slices; slice++) {
      record(slice % 2 == 0 ? End.FAILED : End.DONE, 10); // ten times a second
      boolean now = turned().good();
      changes += now == good ? 0 : 1;
      good = now;
    }
    assertThat(changes).as("as fast as it can be told").isEqualTo(1);

    long dwellSlices = LIMITS.dwell().dividedBy(SLICE);
    changes = 0;
    for (int slice = 0; slice < slices; slice++) {
      boolean fails = slice / (Gauge.SLICES + 5) % 2 == 0; // as slowly as the window forgets
      record(fails ? End.FAILED : End.DONE, 10);
      boolean now = turned().good();
      changes += now == good ? 0 : 1;
      good = now;
    }
    assertThat((long) changes).isLessThanOrEqualTo(2 * (slices / dwellSlices));
  }

  @Test
  void staysBadWithoutEvidence() {
    record(End.FAILED, 10);
    turned();

    for (int slice = 0; slice < 500; slice++) {
      turned();
    }

    assertThat(gauge.reading().good()).isFalse();
    assertThat(gauge.reading().calls()).isZero();
  }

  @Test
  void isSilentWhenNearlyNothingIsAnsweredAndNotWhenTheStoreRefuses() {
    record(End.FAILED, 100);
    assertThat(gauge.isSilent()).isFalse();

    record(End.UNANSWERED, 399);
    assertThat(gauge.isSilent()).isFalse();
    record(End.UNANSWERED, 1);
    assertThat(gauge.isSilent()).isTrue();
    assertThat(gauge.silence()).isEqualTo("400 of 500 operations");

    gauge.answersAgain();
    assertThat(gauge.isSilent()).isFalse();
  }

  @Test
  void isNeverSilentWhenTheCircuitIsSwitchedOff() {
    var without =
        new Gauge(
            new WeatherLimits(Duration.ofSeconds(2), 10, 2, 50, 20, Duration.ZERO, 0),
            Duration.ofMillis(100));
    for (int i = 0; i < 1_000; i++) {
      without.record(End.UNANSWERED);
    }

    assertThat(without.isSilent()).isFalse();
  }

  @Test
  void isBadWhileTheCircuitIsOpen() {
    record(End.DONE, 10);
    gauge.turn(nowNanos, true);

    assertThat(gauge.reading().good()).isFalse();
    assertThat(gauge.reading().circuitOpen()).isTrue();
    assertThat(gauge.reading().why()).isEqualTo("it does not answer");
  }

  private void record(End end, int times) {
    for (int i = 0; i < times; i++) {
      gauge.record(end);
    }
  }

  private void took(Duration time, int times) {
    for (int i = 0; i < times; i++) {
      gauge.record(End.DONE, time.toNanos());
    }
  }

  private Weather turned() {
    nowNanos += SLICE.toNanos();
    gauge.turn(nowNanos, false);
    return gauge.reading();
  }
}
