package io.laminar.load.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.load.search.RateSearch.Found;
import io.laminar.load.search.RateSearch.Plan;
import io.laminar.load.search.Trial.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class RateSearchTest {

  private static final Duration PROBE = Duration.ofSeconds(10);
  private static final Duration VERIFY = Duration.ofSeconds(60);
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final List<String> events = new ArrayList<>();

  @Test
  void findsTheHighestRateThatHoldsWithinTheTolerance() throws Exception {
    Found found = search(1_000, 1e6, (rate, time) -> held(rate <= 37_300));

    assertThat(found.rate()).isBetween(37_300 / 1.05, 37_300.0);
    assertThat(found.reachedLimit()).isFalse();
    assertThat(found.generatorWasLimit()).isFalse();
    Trial last = found.trials().get(found.trials().size() - 1);
    assertThat(last.duration()).as("verified over the longer time").isEqualTo(VERIFY);
    assertThat(last.rate()).isEqualTo(found.rate());
    assertThat(found.trials()).extracting(Trial::rate).startsWith(1e3, 2e3, 4e3, 8e3, 16e3, 32e3);
    assertThat(found.trials()).hasSizeLessThan(14);
  }

  @Test
  void drainsBetweenTrials() throws Exception {
    search(1_000, 4_000, (rate, time) -> held(true));

    assertThat(events).containsExactly("1000", "drain", "2000", "drain", "4000", "drain", "4000");
  }

  @Test
  void stopsAtTheLimit() throws Exception {
    Found found = search(1_000, 3_000, (rate, time) -> held(true));

    assertThat(found.rate()).isEqualTo(3_000);
    assertThat(found.reachedLimit()).isTrue();
  }

  @Test
  void goesDownWhenTheFirstRateIsTooMuch() throws Exception {
    Found found = search(1_000, 1e6, (rate, time) -> held(rate <= 130));

    assertThat(found.rate()).isBetween(130 / 1.05, 130.0);
  }

  @Test
  void saysThatNoRateHolds() throws Exception {
    Found found = search(1_000, 1e6, (rate, time) -> held(false));

    assertThat(found.any()).isFalse();
    assertThat(found.trials()).hasSize(7);
  }

  @Test
  void givesWayToALowerRateWhenTheWinnerFailsOverTheLongerTime() throws Exception {
    Found found =
        search(1_000, 1e6, (rate, time) -> held(rate <= (time.equals(VERIFY) ? 30_000 : 37_300)));

    assertThat(found.rate()).isBetween(30_000 / 1.06, 30_000.0);
    assertThat(found.trials().get(found.trials().size() - 1).verdict()).isEqualTo(Verdict.HELD);
  }

  @Test
  void repeatsATrialInWhichTheGeneratorWasBehind() throws Exception {
    int[] calls = new int[1];
    Found found =
        search(
            1_000,
            4_000,
            (rate, time) -> ++calls[0] == 2 ? Verdict.GENERATOR_BEHIND : Verdict.HELD);

    assertThat(found.rate()).isEqualTo(4_000);
    assertThat(found.generatorWasLimit()).isFalse();
    assertThat(found.trials()).hasSize(5);
  }

  @Test
  void saysThatTheGeneratorWasTheLimit() throws Exception {
    Found found =
        search(1_000, 1e6, (rate, time) -> rate <= 9_000 ? Verdict.HELD : Verdict.GENERATOR_BEHIND);

    assertThat(found.rate()).isBetween(9_000 / 1.05, 9_000.0);
    assertThat(found.generatorWasLimit()).isTrue();
  }

  @Test
  void refusesAPlanThatCannotBeMeant() {
    assertThatThrownBy(() -> new Plan(10, 5, 0.1, PROBE, VERIFY, DRAIN))
        .hasMessageContaining("limit at least start");
  }

  private Found search(double start, double limit, BiFunction<Double, Duration, Verdict> server)
      throws Exception {
    return new RateSearch(
            new Plan(start, limit, 0.05, PROBE, VERIFY, DRAIN),
            (rate, time) -> {
              events.add(Long.toString(Math.round(rate)));
              return new Trial(rate, time, server.apply(rate, time), "");
            },
            time -> events.add(time.equals(DRAIN) ? "drain" : "other pause"),
            trial -> {})
        .run();
  }

  private static Verdict held(boolean held) {
    return held ? Verdict.HELD : Verdict.MISSED;
  }
}
