package io.laminar.deploy.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.simulation.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Needs no server, but time: as many seeds as fit. */
final class SimulationIT {

  private static final long FROM = 1;
  private static final Duration TIME = Duration.ofMinutes(2);

  @BeforeAll
  static void mute() {
    SimulateCommand.mute();
  }

  @Test
  void simulatedMigrationsKeepEveryPromise() {
    long endNanos = System.nanoTime() + TIME.toNanos();

    Simulation.Outcome outcome =
        Simulation.run(FROM, () -> System.nanoTime() - endNanos < 0, seed -> {});

    System.out.println(outcome.runs() + " simulated migrations, from seed " + FROM);
    assertThat(outcome.wrong()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("io.laminar.migration.simulation.Simulation#mutants")
  void catchesWhatIsKnownToBeWrong(String mutant) {
    Simulation.Kill kill = Simulation.kill(mutant);

    assertThat(kill.caughtBy()).as(kill.wrong()).isNotEmpty();
  }
}
