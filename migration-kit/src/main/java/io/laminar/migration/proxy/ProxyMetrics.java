package io.laminar.migration.proxy;

import io.laminar.migration.proxy.resp.Reply;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All meters of a proxy. All of them exist from the start, so that the path of a command looks them
 * up in maps that never change. Names and labels stay as they are: dashboards and alarms hang on
 * them. Thread-safe.
 */
final class ProxyMetrics {

  /** How a command went. */
  enum Outcome {
    OK,
    /** The client asked for something wrong. */
    INVALID,
    /** The layer cannot do it, or not in this step of a migration. */
    REFUSED,
    /** A store failed. */
    FAILED,
    /** The deadline passed before there was an answer. */
    LATE;

    static Outcome of(Reply reply) {
      if (!(reply instanceof Reply.Failure failure)) {
        return OK;
      }
      return switch (failure.blame()) {
        case CLIENT -> INVALID;
        case LAYER -> REFUSED;
        case STORE -> FAILED;
      };
    }
  }

  /** Why the proxy closed a connection. */
  enum Closing {
    /** More clients than may be. */
    FULL,
    /** Bytes that are no requests. */
    GARBAGE,
    /** It did not read its answers. */
    SLOW
  }

  private static final String OTHERS = "other";
  private static final Duration[] BOUNDS = {
    Duration.ofNanos(100_000),
    Duration.ofNanos(200_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final Map<String, CommandMeters> metersByCommand = new HashMap<>();
  private final Map<Closing, Counter> closedByReason = new EnumMap<>(Closing.class);
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong accepted = new AtomicLong();

  private record CommandMeters(Timer duration, Map<Outcome, Counter> countByOutcome) {}

  /**
   * @param commands the names of commands, in upper case; others are counted together
   */
  ProxyMetrics(Set<String> commands) {
    commands.forEach(this::register);
    register(OTHERS);
    for (Closing reason : Closing.values()) {
      closedByReason.put(
          reason,
          Counter.builder("laminar.proxy.closed")
              .description("Connections that the proxy closed by the reason")
              .tag("reason", label(reason))
              .register(registry));
    }
    gauge("laminar.proxy.connections", "Clients that are connected", connections::get);
    gauge("laminar.proxy.accepted", "Clients that have connected so far", accepted::get);
    garbageCollection.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  /** Counts a command that was answered. */
  void answered(String command, Outcome outcome, long tookNanos) {
    CommandMeters meters = metersByCommand.get(command);
    if (meters == null) {
      meters = metersByCommand.get(OTHERS);
    }
    meters.duration.record(tookNanos, TimeUnit.NANOSECONDS);
    meters.countByOutcome.get(outcome).increment();
  }

  /** Counts a client in; answers how many there are now. */
  long connected() {
    accepted.incrementAndGet();
    return connections.incrementAndGet();
  }

  void disconnected() {
    connections.decrementAndGet();
  }

  void closed(Closing reason) {
    closedByReason.get(reason).increment();
  }

  long connections() {
    return connections.get();
  }

  long accepted() {
    return accepted.get();
  }

  /** Commands answered so far, however they went. */
  long commands() {
    return metersByCommand.values().stream().mapToLong(meters -> meters.duration.count()).sum();
  }

  /** Everything in Prometheus' text format. Not for event loops. */
  String scrape() {
    return registry.scrape();
  }

  void close() {
    garbageCollection.close();
    registry.close();
  }

  private void register(String command) {
    String name = command.toLowerCase(Locale.ROOT);
    Map<Outcome, Counter> counts = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      counts.put(
          outcome,
          Counter.builder("laminar.proxy.commands")
              .description("Commands by how they went")
              .tags("command", name, "outcome", label(outcome))
              .register(registry));
    }
    Timer duration =
        Timer.builder("laminar.proxy.command.duration")
            .description("From the arrival of a command to its answer")
            .tag("command", name)
            .serviceLevelObjectives(BOUNDS)
            .register(registry);
    metersByCommand.put(command, new CommandMeters(duration, counts));
  }

  private void gauge(String name, String help, java.util.function.LongSupplier value) {
    Gauge.builder(name, value::getAsLong)
        .description(help)
        .strongReference(true)
        .register(registry);
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
