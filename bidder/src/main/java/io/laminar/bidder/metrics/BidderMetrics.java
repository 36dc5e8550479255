package io.laminar.bidder.metrics;

import io.laminar.bidder.auction.Reason;
import io.laminar.bidder.lookup.ProfileRead;
import io.laminar.migration.route.SideWeather;
import io.laminar.stats.event.NoticeKind;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.micrometer.backends.BackendRegistries;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * All meters of one bidder. They are read when someone scrapes; nothing is pushed. Names and labels
 * stay as they are: dashboards and alarms hang on them. Thread-safe.
 */
public final class BidderMetrics {

  /** The content type of {@link #scrape}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<LoopMeters> loops = new CopyOnWriteArrayList<>();
  private final List<LongSupplier> held = new CopyOnWriteArrayList<>(); // Micrometer holds weakly
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

  public BidderMetrics() {
    for (Answer answer : Answer.values()) {
      sum(
          "laminar.requests",
          "Bid requests by their answer",
          Tags.of("outcome", answer.label()),
          loop -> loop.answers().get(answer));
    }
    for (Reason reason : Reason.values()) {
      sum(
          "laminar.no.bids",
          "Bid requests without a bid by the reason",
          Tags.of("reason", reason.label()),
          loop -> loop.noBids().get(reason));
    }
    for (ProfileRead result : ProfileRead.values()) {
      sum(
          "laminar.profile.reads",
          "Searches for profiles by how they went",
          Tags.of("result", result.label()),
          loop -> loop.profileReads().get(result));
    }
    for (NoticeKind kind : NoticeKind.values()) {
      registerNotices(kind);
    }
    gauge("laminar.connections", "Open connections", () -> total(l -> l.connections().get()));
    gauge(
        "laminar.requests.in.flight",
        "Bid requests that are not answered yet",
        () -> total(loop -> loop.inFlight().get()));
    registry.getPrometheusRegistry().register(new LatencyCollector(loops));
    registerJvm();
  }

  /** The meters of one more event loop. */
  public LoopMeters newLoop() {
    var loop = new LoopMeters();
    loops.add(loop);
    return loop;
  }

  /** Shows a value that goes up and down. */
  public void gauge(String name, String help, DoubleSupplier value) {
    Gauge.builder(name, value::getAsDouble)
        .description(help)
        .strongReference(true)
        .register(registry);
  }

  /** Shows how the stores of a migration do, by side and store. */
  public void stores(Supplier<List<SideWeather>> weather) {
    registry.getPrometheusRegistry().register(new WeatherCollector(weather));
  }

  /** Shows a value that only grows. */
  public void counter(String name, String help, LongSupplier value) {
    FunctionCounter.builder(name, value, LongSupplier::getAsLong)
        .description(help)
        .register(registry);
    held.add(value);
  }

  /**
   * Everything in Prometheus' text format, Vert.x's own meters included if it was started with
   * Micrometer and a Prometheus registry. Takes about a millisecond; not for event loops.
   */
  public String scrape() {
    MeterRegistry vertx = BackendRegistries.getDefaultNow();
    return vertx instanceof PrometheusMeterRegistry prometheus
        ? registry.scrape() + prometheus.scrape()
        : registry.scrape();
  }

  /** Lets go of what listens to the JVM. */
  public void close() {
    garbageCollection.close();
    registry.close();
  }

  private void registerNotices(NoticeKind kind) {
    for (NoticeAnswer answer : NoticeAnswer.values()) {
      sum(
          "laminar.notices",
          "Notices by kind and by what became of them",
          Tags.of("kind", kind.name().toLowerCase(Locale.ROOT), "result", answer.label()),
          loop -> loop.notices(kind).get(answer));
    }
  }

  private void registerJvm() {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
  }

  private void sum(String name, String help, Tags tags, ToLongFunction<LoopMeters> count) {
    FunctionCounter.builder(name, this, all -> all.total(count))
        .description(help)
        .tags(tags)
        .register(registry);
  }

  private long total(ToLongFunction<LoopMeters> count) {
    long total = 0;
    for (LoopMeters loop : loops) {
      total += count.applyAsLong(loop);
    }
    return total;
  }
}
