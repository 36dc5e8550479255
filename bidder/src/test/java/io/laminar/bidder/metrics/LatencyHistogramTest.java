package io.laminar.bidder.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

  @Test
  void countsEachDurationInTheFirstBucketThatHoldsIt() {
    var random = new Random(11);
    var histogram = new LatencyHistogram();
    long[] expected = new long[LatencyHistogram.buckets()];
    double sum = 0;
    for (int i = 0; i < 10_000; i++) {
      long nanos = (long) Math.exp(random.nextDouble() * 24);
      histogram.record(nanos);
      sum += nanos / 1e9;
      int bucket = 0;
      while (nanos / 1_000 > LatencyHistogram.boundSeconds(bucket) * 1e6) {
        bucket++;
      }
      expected[bucket]++;
    }

    for (int bucket = 0; bucket < expected.length; bucket++) {
      assertThat(histogram.count(bucket)).as("bucket %d", bucket).isEqualTo(expected[bucket]);
    }
    assertThat(histogram.sumSeconds())
        .isCloseTo(sum, org.assertj.core.data.Percentage.withPercentage(0.001));
  }

  @Test
  void hasRisingBoundsAndNoneAboveTheLast() {
    for (int bucket = 1; bucket < LatencyHistogram.buckets(); bucket++) {
      assertThat(LatencyHistogram.boundSeconds(bucket))
          .isGreaterThan(LatencyHistogram.boundSeconds(bucket - 1));
    }
    assertThat(LatencyHistogram.boundSeconds(LatencyHistogram.buckets() - 1)).isInfinite();
  }
}
