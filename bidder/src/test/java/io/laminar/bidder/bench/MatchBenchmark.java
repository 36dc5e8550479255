package io.laminar.bidder.bench;

import io.laminar.bidder.auction.Auction;
import io.laminar.bidder.auction.BidIds;
import io.laminar.bidder.auction.CampaignIndex;
import io.laminar.bidder.auction.Market;
import io.laminar.bidder.auction.Outcome;
import io.laminar.bidder.auction.Samples;
import io.laminar.bidder.campaign.CampaignGenerator;
import io.laminar.bidder.currency.ExchangeRates;
import io.laminar.bidder.frequency.SeenBook;
import io.laminar.bidder.money.BudgetBook;
import io.laminar.bidder.money.Purses;
import io.laminar.bidder.notice.NoticeKeys;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.BidRequestParser;
import io.laminar.bidder.profile.Profile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.openjdk.jmh.runner.RunnerException;

/**
 * How long one decision takes: match, caps, money, price and signature, for the real samples in
 * turn, among few and among many campaigns. Not part of the build; see docs/campaigns.md for the
 * command.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MatchBenchmark {

  private static final long NOW = 1_764_000_000_000L;

  @Param({"10", "1000", "100000"})
  public int campaigns;

  private final List<BidRequest> requests = new ArrayList<>();
  private final Profile user = new Profile("u1", List.of("auto", "travel", "food"), "USA", 1);
  private Auction auction;
  private int next;

  @Setup(Level.Trial)
  public void prepare() throws IOException, URISyntaxException {
    for (Path sample : Samples.all()) {
      requests.add(BidRequestParser.parse(Files.readAllBytes(sample)));
    }
    var budgets = new BudgetBook();
    var index = new CampaignIndex(CampaignGenerator.generate(campaigns, 1), budgets);
    Purses.fill(budgets);
    var market =
        new Market(
            index,
            new SeenBook(1_000, Duration.ofHours(1), System::nanoTime),
            NoticeKeys.parse("a key of a benchmark"));
    auction = market.newAuction(new BidIds("b"), ExchangeRates.NONE, System::nanoTime);
  }

  @Benchmark
  public Outcome decide() {
    next = next + 1 == requests.size() ? 0 : next + 1;
    return auction.decide(requests.get(next), user, NOW);
  }

  /** Runs it from the build, which knows the class path. */
  @Test
  void run() throws RunnerException {
    Benchmarks.run(MatchBenchmark.class);
  }
}
