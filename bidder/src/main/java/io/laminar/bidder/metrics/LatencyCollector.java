package io.laminar.bidder.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The sums of all loops' histograms as one Prometheus histogram, with one series for each label.
 */
final class LatencyCollector implements Collector {

  private final String name;
  private final String help;
  private final List<LoopMeters> loops;
  private final Map<Labels, Function<LoopMeters, LatencyHistogram>> series = new LinkedHashMap<>();

  LatencyCollector(String name, String help, List<LoopMeters> loops) {
    this.name = name;
    this.help = help;
    this.loops = loops;
  }

  LatencyCollector with(Labels labels, Function<LoopMeters, LatencyHistogram> histogram) {
    series.put(labels, histogram);
    return this;
  }

  @Override
  public MetricSnapshot collect() {
    var snapshot = HistogramSnapshot.builder().name(name).help(help);
    series.forEach((labels, histogram) -> snapshot.dataPoint(point(labels, histogram)));
    return snapshot.build();
  }

  private HistogramDataPointSnapshot point(
      Labels labels, Function<LoopMeters, LatencyHistogram> histogram) {
    var buckets = ClassicHistogramBuckets.builder();
    for (int bucket = 0; bucket < LatencyHistogram.buckets(); bucket++) {
      long count = 0;
      for (LoopMeters loop : loops) {
        count += histogram.apply(loop).count(bucket);
      }
      buckets.bucket(LatencyHistogram.boundSeconds(bucket), count);
    }
    double sum = loops.stream().mapToDouble(loop -> histogram.apply(loop).sumSeconds()).sum();
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(buckets.build())
        .sum(sum)
        .build();
  }

  @Override
  public String getPrometheusName() {
    return name;
  }
}
