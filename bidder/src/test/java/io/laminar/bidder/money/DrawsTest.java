package io.laminar.bidder.money;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.campaign.CampaignBuilder;
import io.laminar.bidder.money.BudgetLedger.Grant;
import io.laminar.bidder.money.BudgetLedger.Wish;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DrawsTest {

  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final long BID = 1_000_000;

  private final AtomicLong nanos = new AtomicLong(-3);
  private final BudgetBook book = new BudgetBook();
  private final Draws draws = new Draws(book, LEASE, nanos::get);
  private final Budget budget = book.of(new CampaignBuilder("a").bidMicros(BID).build());

  @Test
  void keepsMoneyAtHandForACampaignThatMatchesOnceAMinute() {
    pass(Duration.ofMinutes(5));
    assertThat(budget.has(BID, nanos.get())).as("nobody asked for five minutes").isFalse();

    for (int minute = 0; minute < 30; minute++) {
      pass(Duration.ofMinutes(1));
      assertThat(budget.has(BID, nanos.get())).as("minute %s", minute).isTrue();
      assertThat(budget.reserve(BID, nanos.get())).isPositive();
    }
  }

  @Test
  void drawsOnceForACampaignThatNobodyBidsFor() {
    assertThat(pass(Duration.ofMinutes(30))).isEqualTo(1);
  }

  @Test
  void drawsNoMoreForACampaignThatNobodyBidsForAnyMore() {
    pass(Duration.ofMinutes(1));
    budget.has(BID, nanos.get());

    assertThat(pass(Duration.ofMinutes(9))).isPositive();
    pass(Duration.ofMinutes(2));
    assertThat(pass(Duration.ofMinutes(30))).isZero();
  }

  @Test
  void asksNoMoreForWhatHasNoBudgetLeftUnlessSomebodyWantsIt() {
    pass(Duration.ofMinutes(1));
    budget.has(BID, nanos.get());
    draws.take(List.of(new Grant("a", 0, Limit.SPENT, 0, Account.EMPTY)), nanos.get());
    pass(Duration.ofMinutes(1));
    nanos.addAndGet(LEASE.toNanos());
    draws.take(List.of(new Grant("a", 0, Limit.SPENT, 0, Account.EMPTY)), nanos.get());

    assertThat(pass(Duration.ofMinutes(1))).isZero();
    budget.has(BID, nanos.get());
    assertThat(pass(Duration.ofSeconds(2))).isEqualTo(1);
  }

  /** Looks around each second and grants what is wished; answers how many wishes there were. */
  private int pass(Duration time) {
    int wished = 0;
    for (long second = 0; second < time.toSeconds(); second++) {
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      for (Wish wish : draws.wishes()) {
        wished++;
        var grant =
            new Grant(
                wish.terms().campaignId(),
                wish.nanos(),
                Limit.NONE,
                nanos.get() / 1_000_000 + 1,
                Account.EMPTY);
        draws.take(List.of(grant), nanos.get());
      }
    }
    return wished;
  }
}
