package io.laminar.migration.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RunTest {

  @org.junit.jupiter.api.Disabled
  @Test
  void mutants() {
    int n = Integer.getInteger("sim.seeds", 50);
    for (Mutant mutant : Mutant.values()) {
      var checks = new java.util.TreeMap<String, Integer>();
      long first = -1;
      for (long seed = 1; seed <= n; seed++) {
        Verdict v = new Run(seed, mutant).judge();
        if (!v.isRight()) {
          checks.merge(v.check(), 1, Integer::sum);
          if (first < 0) {
            first = seed;
            System.out.println(v.check() + " " + v.finding());
          }
        }
      }
      System.out.println(mutant + " " + checks + " first " + first);
    }
  }

  @Test
  void migrationsKeepTheirPromises() {
    long begun = System.nanoTime();
    int n = Integer.getInteger("sim.seeds", 50);
    long from = Long.getLong("sim.from", 1);
    List<Verdict> wrong =
        LongStream.range(from, from + n)
            .mapToObj(seed -> new Run(seed, Mutant.NONE).judge())
            .filter(verdict -> !verdict.isRight())
            .toList();
    System.out.println((System.nanoTime() - begun) / 1e9 + " s, wrong " + wrong.size());
    wrong.stream()
        .skip(1)
        .limit(20)
        .forEach(v -> System.out.println(v.seed() + " " + v.check() + " " + v.finding()));
    assertThat(wrong).isEmpty();
  }
}
