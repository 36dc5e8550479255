package io.laminar.bidder.metrics;

import io.laminar.migration.route.SideWeather;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** How the stores of a migration do, by side and store; a side shows once it is open. */
final class WeatherCollector implements MultiCollector {

  private record Shown(String name, String help, ToDoubleFunction<SideWeather> value) {}

  private static final List<Shown> SHOWN =
      List.of(
          new Shown(
              "laminar_store_good",
              "1 while the store can be relied on",
              side -> side.weather().good() ? 1 : 0),
          new Shown(
              "laminar_store_circuit_open",
              "1 while the store is silent and only probed",
              side -> side.weather().circuitOpen() ? 1 : 0),
          new Shown(
              "laminar_store_error_share",
              "Share of the watched operations that failed lately, 0 to 1",
              side -> side.weather().errorShare()),
          new Shown(
              "laminar_store_p50_seconds",
              "Median of the latencies of look-ups and single writes lately",
              side -> side.weather().p50Micros() / 1e6),
          new Shown(
              "laminar_store_p99_seconds",
              "99th percentile of the latencies of look-ups and single writes lately",
              side -> side.weather().p99Micros() / 1e6));

  private final Supplier<List<SideWeather>> weather;

  WeatherCollector(Supplier<List<SideWeather>> weather) {
    this.weather = weather;
  }

  @Override
  public MetricSnapshots collect() {
    List<SideWeather> sides = weather.get();
    var snapshots = MetricSnapshots.builder();
    SHOWN.forEach(shown -> snapshots.metricSnapshot(snapshot(shown, sides)));
    return snapshots.build();
  }

  @Override
  public List<String> getPrometheusNames() {
    return SHOWN.stream().map(Shown::name).toList();
  }

  private static GaugeSnapshot snapshot(Shown shown, List<SideWeather> sides) {
    var snapshot = GaugeSnapshot.builder().name(shown.name).help(shown.help);
    for (SideWeather side : sides) {
      snapshot.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .labels(Labels.of("side", side.side().toString(), "store", side.store()))
              .value(shown.value.applyAsDouble(side))
              .build());
    }
    return snapshot.build();
  }
}
