package io.laminar.bidder.bench;

import io.laminar.bidder.auction.Auction;
import io.laminar.bidder.auction.BidIds;
import io.laminar.bidder.auction.CampaignIndex;
import io.laminar.bidder.auction.Market;
import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.auction.Samples;
import io.laminar.bidder.campaign.CampaignGenerator;
import io.laminar.bidder.currency.ExchangeRates;
import io.laminar.bidder.frequency.SeenBook;
import io.laminar.bidder.money.BudgetBook;
import io.laminar.bidder.money.Purses;
import io.laminar.bidder.notice.NoticeKeys;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.BidRequestParser;
import io.laminar.bidder.openrtb.BidResponseWriter;
import io.laminar.bidder.profile.Profile;
import io.vertx.core.buffer.Buffer;
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
 * How long it takes to write one response, for what is offered for the real samples in turn. The
 * more campaigns there are, the more imps get a bid, so look at the offers too, which are counted
 * at the start. Not part of the build; see docs/performance.md for the command.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ResponseBenchmark {

  private static final long NOW = 1_764_000_000_000L;

  @Param({"10", "1000", "100000"})
  public int campaigns;

  private final List<Offer> offers = new ArrayList<>();
  private BidResponseWriter writer;
  private int next;

  @Setup(Level.Trial)
  public void prepare() throws IOException, URISyntaxException {
    var budgets = new BudgetBook();
    var index = new CampaignIndex(CampaignGenerator.generate(campaigns, 1), budgets);
    Purses.fill(budgets);
    Auction auction =
        new Market(
                index,
                new SeenBook(1_000, Duration.ofHours(1), System::nanoTime),
                NoticeKeys.parse("a key of a benchmark"))
            .newAuction(new BidIds("b"), ExchangeRates.NONE, System::nanoTime);
    var user = new Profile("u1", List.of("auto", "travel", "food"), "USA", 1);
    for (Path sample : Samples.all()) {
      BidRequest request = BidRequestParser.parse(Files.readAllBytes(sample));
      if (auction.decide(request, user, NOW) instanceof Offer offer) {
        offers.add(offer);
      }
    }
    if (offers.isEmpty()) {
      throw new IllegalStateException("nothing is offered among " + campaigns + " campaigns");
    }
    System.out.println(
        offers.size()
            + " offers with "
            + offers.stream().mapToInt(offer -> offer.bids().size()).sum()
            + " bids among "
            + campaigns
            + " campaigns");
    writer =
        new BidResponseWriter(
            "https://bid.example", index.campaigns().currency(), index.campaigns().seat());
  }

  @Benchmark
  public Buffer write() {
    next = next + 1 == offers.size() ? 0 : next + 1;
    return writer.write("a request", offers.get(next).bids());
  }

  /** Runs it from the build, which knows the class path. */
  @Test
  void run() throws RunnerException {
    Benchmarks.run(ResponseBenchmark.class);
  }
}
