package io.laminar.bidder.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/** The sum of all loops' latencies as one Prometheus histogram. */
final class LatencyCollector implements Collector {

  private static final String NAME = "laminar_request_duration_seconds";

  private final List<LoopMeters> loops;

  LatencyCollector(List<LoopMeters> loops) {
    this.loops = loops;
  }

  @Override
  public MetricSnapshot collect() {
    var buckets = ClassicHistogramBuckets.builder();
    for (int bucket = 0; bucket < LatencyHistogram.buckets(); bucket++) {
      long count = 0;
      for (LoopMeters loop : loops) {
        count += loop.latency().count(bucket);
      }
      buckets.bucket(LatencyHistogram.boundSeconds(bucket), count);
    }
    double sum = loops.stream().mapToDouble(loop -> loop.latency().sumSeconds()).sum();
    return HistogramSnapshot.builder()
        .name(NAME)
        .help("From the head of a bid request to its answer")
        .dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(buckets.build())
                .sum(sum)
                .build())
        .build();
  }

  @Override
  public String getPrometheusName() {
    return NAME;
  }
}
