package io.laminar.bidder.bench;

import io.laminar.bidder.currency.Rate;
import io.laminar.bidder.notice.Claim;
import io.laminar.bidder.notice.NoticeKeys;
import io.laminar.bidder.notice.NoticeSeal;
import io.laminar.bidder.notice.Particulars;
import io.laminar.bidder.notice.PlainSeal;
import java.security.GeneralSecurityException;
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
 * How long it takes to sign one bid, beside the same made of texts. Not part of the build; see
 * docs/performance.md for the command.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SealBenchmark {

  private static final String KEY = "a key of a benchmark";

  private final NoticeSeal seal = new NoticeSeal(NoticeKeys.parse(KEY));
  private PlainSeal plain;
  private Claim claim;

  @Setup(Level.Trial)
  public void prepare() throws GeneralSecurityException {
    plain = new PlainSeal(KEY);
    claim =
        new Claim(
            "4f2a9c-18c3f",
            "1",
            "campaign-17",
            "creative-3",
            1_764_000_000,
            1_250_000,
            -4_611_686_018_427_387_904L,
            new Particulars("", "", Rate.HOME, 1_764_000_300_000L, ""));
  }

  @Benchmark
  public NoticeSeal.Signed ours() {
    return seal.sign(claim, false);
  }

  @Benchmark
  public NoticeSeal.Signed plain() {
    return plain.sign(claim, false);
  }

  /** Runs it from the build, which knows the class path. */
  @Test
  void run() throws RunnerException {
    Benchmarks.run(SealBenchmark.class);
  }
}
