package io.laminar.migration.weather;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  private final Latencies latencies = new Latencies(3);

  @Test
  void givesThePercentilesOfWhatItSawToWithinAnEighth() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    long[] micros = random.longs(5_000, 1, 2_000_000).toArray();

    for (long each : micros) {
      latencies.add(each * 1_000);
    }

    Arrays.sort(micros);
    for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 1}) {
      long exact = micros[(int) Math.ceil(share * micros.length) - 1];
      assertThat(latencies.percentile(share))
          .as("percentile %s, seed %s", share, seed)
          .isBetween(exact, exact + exact / 8 + 1);
    }
  }

  @Test
  void forgetsTheOldestSliceWhenTheWindowIsFull() {
    latencies.add(1_000_000_000);
    latencies.turn();
    latencies.add(1_000);
    latencies.turn();
    assertThat(latencies.count()).isEqualTo(2);

    latencies.turn();

    assertThat(latencies.count()).isEqualTo(1);
    assertThat(latencies.percentile(1)).isEqualTo(1);
  }

  @Test
  void takesTimesOutOfRangeForTheNearestItKnows() {
    latencies.add(-5);
    assertThat(latencies.percentile(1)).isZero();

    latencies.add(Long.MAX_VALUE);

    assertThat(latencies.percentile(1)).isBetween(60_000_000L, 70_000_000L);
  }

  @Test
  void saysZeroWhileThereIsNothingToSay() {
    assertThat(latencies.percentile(0.99)).isZero();
  }
}
