package io.laminar.bidder.bench;

import io.laminar.bidder.auction.Samples;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.BidRequestParser;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * How long it takes to read one request, for the real samples in turn. Not part of the build; see
 * docs/performance.md for the command.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParseBenchmark {

  private final List<Buffer> bodies = new ArrayList<>();
  private final BidRequestParser parser = new BidRequestParser();
  private int next;

  @Setup(Level.Trial)
  public void prepare() throws IOException, URISyntaxException {
    for (Path sample : Samples.all()) {
      bodies.add(Buffer.buffer(Files.readAllBytes(sample)));
    }
  }

  @Benchmark
  public BidRequest read() {
    next = next + 1 == bodies.size() ? 0 : next + 1;
    return parser.read(bodies.get(next));
  }

  /** Runs it from the build, which knows the class path. */
  @Test
  void run() throws RunnerException {
    Benchmarks.run(ParseBenchmark.class);
  }
}
