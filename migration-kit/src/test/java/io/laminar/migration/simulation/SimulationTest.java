package io.laminar.migration.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.plan.Strategy;
import org.junit.jupiter.api.Test;

final class SimulationTest {

  @Test
  void migrationsKeepTheirPromises() {
    var left = new int[] {Integer.getInteger("laminar.simulation.seeds", 30)};

    Simulation.Outcome outcome =
        Simulation.run(Long.getLong("laminar.simulation.from", 1), () -> --left[0] > 0, seed -> {});

    assertThat(outcome.wrong()).isEmpty();
  }

  @Test
  void aSeedGivesOneHistory() {
    var one = new Run(4, Strategy.DUAL_WRITE, Mutant.NO_COPY_BACK).judge();

    assertThat(new Run(4, Strategy.DUAL_WRITE, Mutant.NO_COPY_BACK).judge()).isEqualTo(one);
  }
}
