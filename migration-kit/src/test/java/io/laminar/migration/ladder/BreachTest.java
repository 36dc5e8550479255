package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.plan.Objectives.Objective;
import io.laminar.migration.store.Weather;
import io.laminar.migration.store.Weather.State;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BreachTest {

  private static final Objective OBJECTIVE = new Objective(10, Duration.ofMillis(100));
  private static final Weather GOOD = seen(1_000, 0, 1, 5);
  private static final Weather FAILING = seen(1_000, 150, 1, 5);
  private static final Weather SLOW = seen(1_000, 0, 1, 120);
  private static final Weather BETWEEN = seen(1_000, 70, 1, 90);
  private static final Weather SILENT = seen(0, 0, 0, 0);

  private final Breach breach = new Breach(Duration.ofSeconds(15));
  private long seconds;

  private static Weather seen(long calls, long failures, long p50Millis, long p99Millis) {
    return new Weather(
        State.GOOD, false, calls, failures, p50Millis * 1_000, p99Millis * 1_000, "");
  }

  /** Looks once a second. */
  private Optional<String> lookFor(int times, Weather seen) {
    Optional<String> found = Optional.empty();
    for (int i = 0; i < times; i++) {
      found = breach.look(OBJECTIVE, seen, Duration.ofSeconds(++seconds).toNanos());
    }
    return found;
  }

  @Test
  void countsOnlyAfterTheDwellTimeAndSaysWhatIsWrong() {
    assertThat(lookFor(15, FAILING)).isEmpty();
    assertThat(lookFor(1, FAILING))
        .contains("failed 150 of 1000 operations, fewer than 10 % are allowed");

    breach.forget();
    assertThat(lookFor(15, SLOW)).isEmpty();
    assertThat(lookFor(1, SLOW))
        .contains("takes 120 ms for one operation in a hundred, less than 100 ms are allowed");
  }

  @Test
  void forgetsABlipOnceTheStoreClearlyDoesWell() {
    lookFor(14, FAILING);
    lookFor(1, GOOD);

    assertThat(lookFor(15, FAILING)).isEmpty();
    assertThat(lookFor(1, FAILING)).isPresent();
  }

  @Test
  void addsUpWhatComesBackBeforeTheStoreClearlyDidWell() {
    lookFor(10, SLOW);
    assertThat(lookFor(5, BETWEEN)).isEmpty();

    assertThat(lookFor(6, SLOW)).isEmpty();
    assertThat(lookFor(1, SLOW)).isPresent();
  }

  @Test
  void forgetsWhatLiesADwellTimeBackThoughNobodyHasAskedTheStoreSince() {
    lookFor(14, FAILING);
    lookFor(15, SILENT);

    assertThat(lookFor(15, FAILING)).isEmpty();
  }

  @Test
  void takesFewOperationsForChanceUnlessHalfOfThemAreSlow() {
    assertThat(lookFor(20, seen(4, 2, 1, 5))).isEmpty();
    assertThat(lookFor(20, seen(50, 0, 1, 500))).isEmpty();
    assertThat(lookFor(20, seen(50, 0, 110, 500))).isPresent();
  }

  @Test
  void countsAStoreThatIsNotAskedAnyMore() {
    var open = new Weather(State.BAD, true, 0, 0, 0, 0, "4 of 4 operations got no answer");

    assertThat(lookFor(16, open)).contains("does not answer: 4 of 4 operations got no answer");
  }

  @Test
  void judgesOnlyWhatTheObjectiveNames() {
    var errorsOnly = new Objective(10, Duration.ZERO);
    var p99Only = new Objective(0, Duration.ofMillis(100));
    for (int i = 1; i < 40; i++) {
      long now = Duration.ofSeconds(i).toNanos();
      assertThat(breach.look(errorsOnly, SLOW, now)).isEmpty();
    }
    for (int i = 40; i < 80; i++) {
      long now = Duration.ofSeconds(i).toNanos();
      assertThat(breach.look(p99Only, FAILING, now)).isEmpty();
    }
  }
}
