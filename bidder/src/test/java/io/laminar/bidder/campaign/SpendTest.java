package io.laminar.bidder.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SpendTest {

  private static final long DAY = TimeUnit.DAYS.toMillis(1);
  private static final long NOON = 20_000 * DAY + DAY / 2;

  private final CampaignSet campaigns =
      new CampaignSet(
          "USD",
          "laminar",
          List.of(
              new CampaignBuilder("a").budgetMicros(5_000).build(),
              new CampaignBuilder("b").budgetMicros(1_000_000).build()));
  private final Spend spend = new Spend(campaigns);

  @Test
  void countsAThousandthOfThePriceForEachImpression() {
    spend.bill("1", "a", 2_400_000, NOON);
    spend.bill("2", "a", 600_000, NOON);

    assertThat(spend.spentMicros(0, NOON)).isEqualTo(3_000);
    assertThat(spend.spentMicros(1, NOON)).isZero();
  }

  @Test
  void losesNothingToRounding() {
    for (int i = 0; i < 1000; i++) {
      spend.bill("bid-" + i, "b", 1, NOON);
    }

    assertThat(spend.spentMicros(1, NOON)).isEqualTo(1);
  }

  @Test
  void countsABidOnce() {
    assertThat(spend.bill("1", "a", 1_000_000, NOON)).isTrue();
    assertThat(spend.bill("1", "a", 1_000_000, NOON)).isFalse();

    assertThat(spend.spentMicros(0, NOON)).isEqualTo(1_000);
  }

  @Test
  void knowsWhenTheBudgetIsSpent() {
    spend.bill("1", "a", 4_999_000, NOON);
    assertThat(spend.isSpent(0, NOON)).isFalse();

    spend.bill("2", "a", 1_000, NOON);
    assertThat(spend.isSpent(0, NOON)).isTrue();
  }

  @Test
  void beginsAgainAtMidnightUtc() {
    long midnight = 20_001 * DAY;
    spend.bill("1", "a", 5_000_000, midnight - 1);
    assertThat(spend.isSpent(0, midnight - 1)).isTrue();

    assertThat(spend.isSpent(0, midnight)).isFalse();
    spend.bill("2", "a", 1_000_000, midnight);
    assertThat(spend.spentMicros(0, midnight)).isEqualTo(1_000);
  }

  @Test
  void leavesABillOfYesterdayOutOfToday() {
    spend.bill("1", "a", 1_000_000, NOON);

    assertThat(spend.bill("2", "a", 1_000_000, NOON - DAY)).isTrue();
    assertThat(spend.spentMicros(0, NOON)).isEqualTo(1_000);
  }

  @Test
  void refusesUnknownCampaignsAndNegativePrices() {
    assertThat(spend.bill("1", "nobody", 1, NOON)).isFalse();
    assertThatThrownBy(() -> spend.bill("1", "a", -1, NOON))
        .hasMessage("price must be at least 0, was -1");
  }

  @Test
  void countsEachBidOnceUnderThreads() throws InterruptedException, ExecutionException {
    int threads = 4;
    int bids = 5_000;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        running.add(executor.submit(() -> billAll(bids)));
      }
      for (Future<?> run : running) {
        run.get();
      }
    } finally {
      executor.shutdownNow();
    }

    assertThat(spend.spentMicros(1, NOON)).isEqualTo(bids);
  }

  private void billAll(int bids) {
    for (int i = 0; i < bids; i++) {
      spend.bill("bid-" + i, "b", 1_000, NOON);
    }
  }
}
