package io.laminar.bidder.bench;

import io.laminar.bidder.profile.JacksonProfiles;
import io.laminar.bidder.profile.Profile;
import io.laminar.bidder.profile.ProfileCodec;
import io.laminar.bidder.profile.ProfileReader;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.runner.RunnerException;

/**
 * How long it takes to read one stored profile of about 400 bytes, beside Jackson. Not part of the
 * build; see docs/performance.md for the command.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ProfileBenchmark {

  private static final int PROFILES = 256;
  private static final int SEGMENTS = 32;

  private final List<Buffer> values = new ArrayList<>();
  private final ProfileReader reader = new ProfileReader();
  private int next;

  @Setup(Level.Trial)
  public void prepare() {
    for (int user = 0; user < PROFILES; user++) {
      List<String> segments = new ArrayList<>();
      for (int i = 0; i < SEGMENTS; i++) {
        segments.add("seg-" + (1_000 + Math.floorMod((user + i) * 7_919, 2_000)));
      }
      values.add(ProfileCodec.encode(new Profile("user-" + user, segments, "USA", user)));
    }
  }

  @Benchmark
  public Profile ours() {
    return reader.read(nextValue());
  }

  @Benchmark
  public Profile jackson() {
    return JacksonProfiles.read(nextValue());
  }

  private Buffer nextValue() {
    next = next + 1 & PROFILES - 1;
    return values.get(next);
  }

  /** Runs it from the build, which knows the class path. */
  @Test
  void run() throws RunnerException {
    Benchmarks.run(ProfileBenchmark.class);
  }
}
