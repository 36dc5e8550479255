package io.laminar.bidder.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One of many things, named by labels, with the value 1; 0 and no label if it is none. */
final class ChoiceCollector implements Collector {

  private final String name;
  private final String help;
  private final String[] labels;
  private final Supplier<Optional<List<String>>> choice;

  ChoiceCollector(
      String name, String help, List<String> labels, Supplier<Optional<List<String>>> choice) {
    this.name = name;
    this.help = help;
    this.labels = labels.toArray(String[]::new);
    this.choice = choice;
  }

  @Override
  public MetricSnapshot collect() {
    var point = GaugeSnapshot.GaugeDataPointSnapshot.builder().value(0);
    choice
        .get()
        .ifPresent(
            values -> point.labels(Labels.of(labels, values.toArray(String[]::new))).value(1));
    return GaugeSnapshot.builder().name(name).help(help).dataPoint(point.build()).build();
  }

  @Override
  public String getPrometheusName() {
    return name;
  }
}
