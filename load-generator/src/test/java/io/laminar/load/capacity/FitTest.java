package io.laminar.load.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.laminar.migration.config.Configuration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class FitTest {

  private static final ScalabilityLaw LAW = new ScalabilityLaw(995.6, 0.0267, 0.000769);
  private static final double[] COUNTS = {1, 2, 4, 8, 16, 24, 32, 48};

  @Test
  void findsTheLawThatMadeThePoints() {
    Fit fit = Fit.of(points(LAW, 0, 1));

    assertThat(fit.law().lambda()).isCloseTo(LAW.lambda(), within(1e-6));
    assertThat(fit.law().sigma()).isCloseTo(LAW.sigma(), within(1e-9));
    assertThat(fit.law().kappa()).isCloseTo(LAW.kappa(), within(1e-11));
    assertThat(fit.error()).isLessThan(1e-9);
    assertThat(fit.rSquared()).isCloseTo(1, within(1e-12));
    assertThat(fit.others()).hasSize(COUNTS.length);
  }

  @Test
  void findsItNearlyThroughNoiseAndTellsHowMuchThereWas() {
    for (long seed = 1; seed <= 20; seed++) {
      Fit fit = Fit.of(points(LAW, 0.02, seed));

      assertThat(fit.law().lambda()).as("seed %d", seed).isCloseTo(LAW.lambda(), within(60.0));
      assertThat(fit.law().rate(32) / LAW.rate(32)).isCloseTo(1, within(0.04));
      assertThat(fit.error()).isBetween(0.003, 0.035);
      long truth = LAW.needed(10_000).orElseThrow();
      assertThat(fit.law().needed(10_000).orElseThrow()).isBetween(truth - 3, truth + 4);
    }
  }

  @Test
  void allowsNeitherNegativeContentionNorNegativeCoherency() {
    // better than linear, which no contention explains
    Fit fit = Fit.of(List.of(new Point(1, 100), new Point(2, 210), new Point(4, 450)));

    assertThat(fit.law().sigma()).isZero();
    assertThat(fit.law().kappa()).isZero();
    assertThat(fit.law().lambda()).isBetween(100.0, 113.0);
  }

  @Test
  void findsNeitherContentionNorCoherencyInWhatScalesWithoutLimit() {
    var linear = new ScalabilityLaw(500, 0, 0);

    Fit fit = Fit.of(points(linear, 0, 1));

    assertThat(fit.law().rate(100)).isCloseTo(50_000, within(1.0));
    assertThat(linear.needed(150_000)).hasValue(300);
    assertThat(linear.peakRate()).isInfinite();
  }

  @Test
  void saysWhenNoNumberIsEnough() {
    assertThat(LAW.peakCount()).isCloseTo(35.6, within(0.1));
    assertThat(LAW.needed(LAW.rate(35) - 1)).hasValue(35);
    assertThat(LAW.needed(LAW.peakRate() + 1)).isEmpty();
    assertThat(new ScalabilityLaw(100, 0.5, 0).needed(250)).isEmpty();
  }

  @Test
  void needsTheFewestThatAreEnough() {
    for (double target : new double[] {1, 995, 996, 5_000, 11_000}) {
      long needed = LAW.needed(target).orElseThrow();

      assertThat(LAW.rate(needed)).isGreaterThanOrEqualTo(target);
      assertThat(needed == 1 || LAW.rate(needed - 1) < target).isTrue();
    }
  }

  @Test
  void needsThreeDifferentCounts() {
    assertThatThrownBy(() -> Fit.of(List.of(new Point(1, 1), new Point(2, 2), new Point(2, 2.1))))
        .hasMessageContaining("at least 3 points with different counts, was 2");
    assertThatThrownBy(() -> new Point(0, 1)).hasMessageContaining("above 0");
  }

  @Test
  void answersHowManyMachinesWithTheErrorOfTheFit() {
    CapacityOptions options = options("capacity-points", "1=9800,2=19300,4=37200,8=69000,12=96000");

    CapacityAnswer answer = CapacityAnswer.of(options, options.points());

    assertThat(answer.machines()).isPresent();
    long machines = answer.machines().orElseThrow();
    assertThat(answer.fit().law().rate(machines)).isGreaterThanOrEqualTo(150_000);
    assertThat(answer.toString())
        .contains("error of the fit: ", "for 150,000 requests/s: " + machines + " machines")
        .contains("; with any one point left out, ");
    assertThat(answer.toJson().getLong("machines")).isEqualTo(machines);
  }

  @Test
  void dividesByThePeakOfOneMachineWhereConnectionsWereCounted() {
    CapacityOptions options =
        options(
            "capacity-points",
            "1=5000,2=9500,4=16000,8=20000",
            "capacity-unit",
            "connections",
            "capacity-headroom",
            "0.5");

    CapacityAnswer answer = CapacityAnswer.of(options, options.points());

    double peak = answer.fit().law().rate(8);
    assertThat(answer.machines()).hasValue((long) Math.ceil(150_000 / (peak * 0.5)));
    assertThat(answer.toString()).contains("50% of each kept free");
  }

  @Test
  void tellsThatThreePointsProveNothing() {
    CapacityOptions options = options("capacity-points", "1=100,2=190,4=340");

    assertThat(CapacityAnswer.of(options, options.points()).toString())
        .contains("nothing is known about the error");
  }

  @Test
  void refusesPointsThatDetermineNothing() {
    assertThatThrownBy(() -> options("capacity-points", "1=100,2=190"))
        .hasMessageContaining("load.capacity-points must hold at least 3 different counts, had 2");
    assertThatThrownBy(() -> options("capacity-points", "1:100"))
        .hasMessageContaining("must be COUNT=RATE");
  }

  private static List<Point> points(ScalabilityLaw law, double noise, long seed) {
    var random = new SplittableRandom(seed);
    return DoubleStream.of(COUNTS)
        .mapToObj(count -> new Point(count, law.rate(count) * (1 + noise * random.nextGaussian())))
        .toList();
  }

  private static CapacityOptions options(String... keysAndValues) {
    Map<String, String> flags = new TreeMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      flags.put("load." + keysAndValues[i], keysAndValues[i + 1]);
    }
    return CapacityOptions.from(
        Configuration.load(
            CapacityOptions.SETTINGS, CapacityOptions.RULES, Optional.empty(), Map.of(), flags));
  }
}
