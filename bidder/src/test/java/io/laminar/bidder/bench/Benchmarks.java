package io.laminar.bidder.bench;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs one benchmark the way all of them are run. */
final class Benchmarks {

  private Benchmarks() {}

  /**
   * In one fork, 3 iterations to warm up and 5 that count; seconds by {@code laminar.jmh.seconds}.
   */
  static void run(Class<?> benchmark) throws RunnerException {
    TimeValue time = TimeValue.seconds(Integer.getInteger("laminar.jmh.seconds", 2));
    new Runner(
            new OptionsBuilder()
                .include(benchmark.getName())
                .warmupIterations(3)
                .warmupTime(time)
                .measurementIterations(5)
                .measurementTime(time)
                .forks(1)
                .addProfiler("gc")
                .build())
        .run();
  }
}
