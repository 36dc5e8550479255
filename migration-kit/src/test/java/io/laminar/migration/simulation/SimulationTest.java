package io.laminar.migration.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.plan.Strategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SimulationTest {

  @Test
  void migrationsKeepTheirPromises() {
    var left = new int[] {Integer.getInteger("laminar.simulation.seeds", 30)};

    Simulation.Outcome outcome =
        Simulation.run(Long.getLong("laminar.simulation.from", 1), () -> --left[0] > 0, seed -> {});

    assertThat(outcome.wrong()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("io.laminar.migration.simulation.Simulation#mutants")
  void catchesWhatIsKnownToBeWrong(String mutant) {
    Simulation.Kill kill = Simulation.kill(mutant);

    System.out.println(kill);
    assertThat(kill.caughtBy()).as(kill.wrong()).isNotEmpty();
  }

  @Test
  void aSeedGivesOneHistory() {
    var one = new Run(4, Strategy.DUAL_WRITE, Mutant.NO_COPY_BACK).judge();

    assertThat(new Run(4, Strategy.DUAL_WRITE, Mutant.NO_COPY_BACK).judge()).isEqualTo(one);
  }
}
