package io.laminar.migration.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.route.Member;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.Side;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UniverseTest {

  private static final long LIMIT_NANOS = 60_000_000_000L;

  private static History run(long seed) {
    var timeline = new Timeline(seed, LIMIT_NANOS);
    var universe = new Universe(timeline, EngineModel.REDIS, EngineModel.MEMCACHED, Mutant.NONE);
    var history = new History();
    var clients =
        new Clients(timeline, history, List.of("a", "b", "c"), 50, false, true, Optional.empty());
    var process = new SimProcess("p", timeline, 0, 1);
    var clock = new HybridClock(process::wallMicros, 1);
    var member = new Member(universe, clock, 1, Policy.only(Side.OLD));
    for (int i = 0; i < 2; i++) {
      SimLoop loop = universe.loop(process);
      String name = "client " + i;
      Future<?> joined =
          member
              .join(loop.vertx())
              .onSuccess(router -> clients.add(name, loop, router, member, () -> 0));
      timeline.runUntil("joined", joined::isComplete);
    }
    universe.data(Side.OLD).misbehave(0.02, 0.02, 3);
    for (Policy policy :
        List.of(Policy.both(Side.OLD), Policy.only(Side.OLD), Policy.both(Side.OLD).comparing())) {
      Future<Void> installed = member.install(policy);
      timeline.runUntil("in " + policy, installed::isComplete);
      long until = timeline.nanos() + 200_000_000;
      timeline.runUntil("time passes", () -> timeline.nanos() > until);
    }
    clients.stop();
    timeline.runUntil("answers", clients::areDone);
    return history;
  }

  @Test
  void aSeedGivesOneHistory() {
    assertThat(run(7).operations())
        .isEqualTo(run(7).operations())
        .isNotEqualTo(run(8).operations());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void oneAuthorityIsLinearizable(long seed) {
    History history = run(seed);

    assertThat(history.operations()).hasSizeGreaterThan(40);
    for (String key : history.keys()) {
      assertThat(Checks.isLinearizable(history.of(key)))
          .as("seed %d%n%s", seed, history.tell(key))
          .isTrue();
    }
  }
}
