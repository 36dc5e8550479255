package io.laminar.deploy.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.simulation.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Needs no server, but time: two minutes and more. */
final class SimulationIT {

  private static final long FROM = 1;
  private static final Duration TIME = Duration.ofMinutes(10);

  /** The same seeds everywhere, however fast the machine is; {@code laminar simulate} runs more. */
  private static final long SEEDS = 12_000;

  @BeforeAll
  static void mute() {
    SimulateCommand.mute();
  }

  @Test
  void simulatedMigrationsKeepEveryPromise() {
    var ran = new long[1];
    long endNanos = System.nanoTime() + TIME.toNanos();

    Simulation.Outcome outcome =
        Simulation.run(
            FROM, () -> ++ran[0] < SEEDS && System.nanoTime() - endNanos < 0, seed -> {});

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
