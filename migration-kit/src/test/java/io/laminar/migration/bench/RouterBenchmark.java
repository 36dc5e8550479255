package io.laminar.migration.bench;

import io.laminar.migration.route.Member;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.ReadPolicy;
import io.laminar.migration.route.Router;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.WritePolicy;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What the router adds to a store that answers at once, in each policy. Not part of the build; see
 * docs/performance.md for the command.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouterBenchmark {

  /** Ways to read and write. */
  public enum Way {
    NO_MIGRATION(Policy.only(Side.OLD)),
    RAMP_100_PER_MILLE(
        Policy.only(Side.OLD).except(new Selector.PerMille("salt", 100), Policy.only(Side.NEW))),
    BOTH_JOURNALLED(Policy.both(Side.OLD)),
    BOTH_COMPARED(Policy.both(Side.OLD).comparing()),
    STRICT(Policy.strict(Side.OLD)),
    NEW_THEN_OLD(
        Policy.of(new ReadPolicy.FallThrough(Side.NEW, true), new WritePolicy.Only(Side.NEW))),
    NEWEST_OF_BOTH(Policy.of(new ReadPolicy.NewestOfBoth(), new WritePolicy.Strict(Side.OLD)));

    private final Policy policy;

    Way(Policy policy) {
      this.policy = policy;
    }
  }

  @Param public Way way;

  private final InstantStore store = new InstantStore();
  private final Entry entry = Entry.of(Buffer.buffer("{\"segments\":[\"auto\"]}"), 8);
  private Vertx vertx;
  private Router router;

  @Setup(Level.Trial)
  public void open() {
    vertx = Vertx.vertx();
    var member =
        new Member(
            (loop, side, beside) -> Future.succeededFuture(new InstantStore()),
            HybridClock.system(),
            20,
            way.policy);
    router = member.join(vertx).await();
  }

  @TearDown(Level.Trial)
  public void close() {
    vertx.close().await();
  }

  @Benchmark
  public Future<Entry> directGet() {
    return store.get("user:0000042");
  }

  @Benchmark
  public Future<Entry> get() {
    return router.get("user:0000042");
  }

  @Benchmark
  public Future<Boolean> put() {
    return router.putIfNewer("user:0000042", entry);
  }

  /** Runs it from the build, which knows the class path. */
  @Test
  void run() throws RunnerException {
    int seconds = Integer.getInteger("laminar.jmh.seconds", 1);
    new Runner(
            new OptionsBuilder()
                .include(RouterBenchmark.class.getName())
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(seconds))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(seconds))
                .forks(1)
                .addProfiler("gc")
                .build())
        .run();
  }
}
