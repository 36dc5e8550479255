package io.laminar.bidder.metrics;

import io.laminar.bidder.auction.Reason;
import io.laminar.bidder.lookup.ProfileCache;
import io.laminar.bidder.lookup.ProfileRead;
import io.laminar.bidder.privacy.Verdict;
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
import io.prometheus.metrics.model.snapshots.Labels;
import io.vertx.micrometer.backends.BackendRegistries;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
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
    for (StoreAsked store : StoreAsked.values()) {
      registerStoreReads(store);
    }
    for (Verdict verdict : Verdict.values()) {
      sum(
          "laminar.privacy",
          "Bid requests by what privacy allows and which signal decided",
          Tags.of("verdict", verdict.label()),
          loop -> loop.verdicts().get(verdict));
    }
    for (NoticeKind kind : NoticeKind.values()) {
      registerNotices(kind);
    }
    for (LossReason reason : LossReason.values()) {
      sum(
          "laminar.losses",
          "Loss notices that were taken by the reason that they tell",
          Tags.of("reason", reason.label()),
          loop -> loop.losses().get(reason));
    }
    sum(
        "laminar.connections.refused",
        "Connections closed at once: as many were open as may be",
        Tags.empty(),
        loop -> loop.refusedConnections().get());
    sum(
        "laminar.connections.idled",
        "Connections closed because nothing was asked on them for too long",
        Tags.empty(),
        loop -> loop.closedConnections().get());
    gauge("laminar.connections", "Open connections", () -> total(l -> l.connections().get()));
    gauge(
        "laminar.requests.in.flight",
        "Bid requests that are not answered yet",
        () -> total(loop -> loop.inFlight().get()));
    registerLatencies();
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

  /** Shows what profiles kept in the process take. */
  public void cache(ProfileCache cache) {
    gauge("laminar.profile.cache.bytes", "Heap that profiles in the process take", cache::bytes);
    gauge("laminar.profile.cache.limit.bytes", "Heap that they may take", cache::maxBytes);
    gauge("laminar.profile.cache.entries", "Users of whom something is kept", cache::entries);
    counter(
        "laminar.profile.cache.pushed.out", "Entries that made room for others", cache::pushedOut);
    counter(
        "laminar.profile.cache.outlived", "Entries kept for as long as they may", cache::outlived);
    counter("laminar.profile.cache.drops", "Times that everything was dropped", cache::drops);
  }

  /** Shows how the stores of a migration do, by side and store. */
  public void stores(Supplier<List<SideWeather>> weather) {
    registry.getPrometheusRegistry().register(new WeatherCollector(weather));
  }

  /**
   * Shows 1 for the choice of now, by its labels; 0 without labels while there is none.
   *
   * @param name as Prometheus has it
   * @param labels their names
   * @param choice their values
   */
  public void choice(
      String name, String help, List<String> labels, Supplier<Optional<List<String>>> choice) {
    registry.getPrometheusRegistry().register(new ChoiceCollector(name, help, labels, choice));
  }

  /** Shows 1 while something holds and 0 else; several share a name and differ by a label. */
  public void flag(String name, String help, String label, String value, BooleanSupplier holds) {
    Gauge.builder(name, () -> holds.getAsBoolean() ? 1 : 0)
        .description(help)
        .tag(label, value)
        .strongReference(true)
        .register(registry);
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

  private void registerStoreReads(StoreAsked store) {
    for (ProfileRead result : ProfileRead.values()) {
      if (result.isOfStore()) {
        sum(
            "laminar.profile.store.reads",
            "Searches for profiles that got to a store, by the store that is asked first",
            Tags.of("store", store.label(), "result", result.label()),
            loop -> loop.storeReads(store).get(result));
      }
    }
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

  private void registerLatencies() {
    var whole =
        new LatencyCollector(
                "laminar_request_duration_seconds",
                "From the head of a bid request to its answer",
                loops)
            .with(Labels.EMPTY, LoopMeters::latency);
    var lag =
        new LatencyCollector(
                "laminar_event_loop_lag_seconds",
                "How late event loops come to what they have to do",
                loops)
            .with(Labels.EMPTY, LoopMeters::lag);
    var stages =
        new LatencyCollector(
            "laminar_stage_duration_seconds", "The parts of a bid request's time", loops);
    for (Stage stage : Stage.values()) {
      stages.with(Labels.of("stage", stage.label()), loop -> loop.stage(stage));
    }
    List.of(whole, lag, stages).forEach(registry.getPrometheusRegistry()::register);
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
