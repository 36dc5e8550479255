package io.laminar.migration.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.Side;
import io.laminar.migration.simulation.History.Operation;
import io.laminar.migration.simulation.History.Outcome;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

  @Test
  void everyRaceHasAVariantThatGetsItWrong() {
    Pattern race = Pattern.compile("\\bR(\\d+)\\b");

    Set<Integer> races =
        Arrays.stream(Mutant.values())
            .flatMap(mutant -> race.matcher(mutant.wrong()).results())
            .map(found -> Integer.valueOf(found.group(1)))
            .collect(Collectors.toSet());

    assertThat(races)
        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 24).boxed().toList());
  }

  /** A run that did not wait for its last reads would pass whatever the stores hold. */
  @Test
  void theLastReadsAreWaitedFor() {
    var timeline = new Timeline(1, Long.MAX_VALUE);
    var universe = new Universe(timeline, EngineModel.REDIS, EngineModel.REDIS, Mutant.NONE);
    var history = new History();
    var clients = new Clients(timeline, history, List.of("a"), 50, false, true, Optional.empty());
    var process = new SimProcess("p", timeline, 0, 1);
    var clock = new HybridClock(process::wallMicros, 1);
    var member = new Member(universe, clock, 1, Policy.only(Side.OLD));
    SimLoop loop = universe.loop(process);
    Future<?> joined =
        member
            .join(loop.vertx())
            .onSuccess(router -> clients.add("c", loop, router, member, () -> 0));
    timeline.runUntil("joined", joined::isComplete);
    clients.stop();

    clients.readAll();
    timeline.runUntil("the last reads", clients::areDone);

    assertThat(history.of("a")).last().extracting(Operation::outcome).isEqualTo(Outcome.OK);
  }
}
