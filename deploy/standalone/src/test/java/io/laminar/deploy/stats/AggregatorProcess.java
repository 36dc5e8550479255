package io.laminar.deploy.stats;

import io.laminar.migration.engine.StoreLimits;
import io.laminar.stats.StatsOptions;
import io.laminar.stats.StatsService;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.aggregate.AggregatorOptions;
import io.laminar.stats.canary.CanaryOptions;
import io.laminar.stats.days.DayPlan;
import io.laminar.stats.days.DaysOptions;
import io.laminar.stats.retention.RetentionOptions;
import io.laminar.stats.server.ApiOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An aggregator in a JVM of its own, so that it can be killed as a crash would kill it. */
final class AggregatorProcess implements AutoCloseable {

  private static final int STARTED = 'S';

  private final Process process;

  private AggregatorProcess(Process process) {
    this.process = process;
  }

  /** What the child runs: counts until it is killed. */
  public static void main(String[] arguments) throws Exception {
    var options =
        new StatsOptions(
            new Addresses(arguments[0], arguments[1], arguments[2]),
            new AggregatorOptions(
                arguments[2],
                arguments[3],
                Integer.parseInt(arguments[4]),
                Duration.ofSeconds(30),
                arguments[5],
                500,
                Duration.ofSeconds(6),
                RetentionOptions.defaults().notices()),
            new CanaryOptions(
                arguments[6],
                StatsInstallation.TTL,
                Duration.ofSeconds(5),
                StatsInstallation.GONE_AFTER),
            Duration.ofSeconds(Long.parseLong(arguments[7])),
            RetentionOptions.defaults(),
            new DaysOptions(
                DaysOptions.on(arguments[1]),
                Optional.empty(),
                DayPlan.parse(""),
                new StoreLimits(Duration.ofSeconds(2), 1_000, Duration.ofDays(7)),
                Duration.ofMillis(200)),
            new ApiOptions("127.0.0.1", 0));
    StatsService.start(Vertx.vertx(), options).await(60, TimeUnit.SECONDS);
    System.out.write(STARTED);
    System.out.flush();
    // Kafka's and Vert.x's threads go on
  }

  /** One with so much patience that it can be killed within a transaction. */
  static AggregatorProcess start(StatsInstallation here) throws IOException {
    return start(here, Duration.ofSeconds(60));
  }

  /**
   * Starts one for an installation and waits until it counts.
   *
   * @param deadline of its transactions
   */
  static AggregatorProcess start(StatsInstallation here, Duration deadline) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    AggregatorProcess.class.getName(),
                    here.addresses.redis(),
                    here.addresses.postgres(),
                    here.addresses.kafka(),
                    here.topic,
                    Integer.toString(StatsInstallation.PARTITIONS),
                    here.topic,
                    here.canaryKey,
                    Long.toString(deadline.toSeconds())))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var started = new AggregatorProcess(process);
    if (process.getInputStream().read() != STARTED) {
      started.close();
      throw new AssertionError("the aggregator's process ended before it had started");
    }
    return started;
  }

  /** Ends it at once, in the middle of whatever it does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new AssertionError("process " + process.pid() + " cannot be killed");
    }
  }

  /** Freezes it; {@code false} lets it go on. */
  void freeze(boolean frozen) throws IOException, InterruptedException {
    String signal = frozen ? "-STOP" : "-CONT";
    var kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new AssertionError("process " + process.pid() + " cannot be sent " + signal);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
