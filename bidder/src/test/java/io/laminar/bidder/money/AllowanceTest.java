package io.laminar.bidder.money;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.campaign.Pacing;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowanceTest {

  private static final long MIDNIGHT = 20_000 * TimeUnit.DAYS.toMillis(1);
  private static final long NOON = MIDNIGHT + TimeUnit.HOURS.toMillis(12);
  private static final long UNIT = 1_000;

  @Test
  void grantsWhatIsWishedWhileThereIsEnoughButNoMoreThanAQuarter() {
    assertThat(share(terms(1_000_000, Pacing.ASAP), Account.EMPTY, 50_000).nanos())
        .isEqualTo(50_000);
    assertThat(share(terms(1_000_000, Pacing.ASAP), Account.EMPTY, 900_000).nanos())
        .isEqualTo(250_000);
  }

  @Test
  void countsWhatIsHeldAsIfItWereSpent() {
    var account = new Account(300_000, 300_000, 600_000, 0);

    // 100,000 are left: a quarter of it, but at least twenty bids.
    assertThat(share(terms(1_000_000, Pacing.ASAP), account, 900_000).nanos()).isEqualTo(25_000);
    assertThat(share(terms(950_000, Pacing.ASAP), account, 900_000).nanos()).isEqualTo(20_000);
    assertThat(share(terms(910_000, Pacing.ASAP), account, 900_000).nanos()).isEqualTo(10_000);
  }

  @Test
  void saysWhetherMoneyIsSpentOrOnlyHeld() {
    var terms = terms(1_000_000, Pacing.ASAP);

    assertThat(share(terms, new Account(1_000_000, 0, 0, 0), 1))
        .isEqualTo(new Allowance.Share(0, Limit.SPENT));
    assertThat(share(terms, new Account(400_000, 0, 600_000, 0), 1))
        .isEqualTo(new Allowance.Share(0, Limit.HELD));
    assertThat(share(terms, new Account(9_000_000, 0, 0, 0), 1).limit()).isEqualTo(Limit.SPENT);
  }

  @Test
  void keepsTheTotalBudgetToo() {
    var terms = new Terms("c", 1_000_000, 1_500_000, Pacing.ASAP, UNIT);

    assertThat(share(terms, new Account(0, 1_500_000, 0, 0), 1).limit()).isEqualTo(Limit.SPENT);
    assertThat(share(terms, new Account(0, 1_490_000, 0, 0), 900_000).nanos()).isEqualTo(10_000);
  }

  @ParameterizedTest
  @CsvSource({"EVEN, 500000", "FRONT_LOADED, 750000", "ASAP, 1000000"})
  void letsSoMuchBeSpentByNoon(Pacing pacing, long nanos) {
    var behind = new Account(nanos - 10_000, 0, 0, nanos - 10_000);
    var ahead = new Account(nanos + 1, 0, 0, nanos + 1);

    assertThat(share(terms(1_000_000, pacing), behind, 900_000).nanos()).isEqualTo(10_000);
    assertThat(share(terms(1_000_000, pacing), ahead, 900_000).nanos()).isZero();
  }

  @Test
  void drawsMoreThanThePaceWhereMostBidsAreLost() {
    // One in ten nanos that were drawn and settled was spent.
    var account = new Account(40_000, 0, 100_000, 500_000);

    // The pace allows 500,000 by noon; of 100,000 held some 10,000 will be spent.
    var share = share(terms(1_000_000, Pacing.EVEN), account, 10_000_000);

    assertThat(share.nanos()).isEqualTo((1_000_000 - 140_000) / 4);
    assertThat(share(terms(1_000_000, Pacing.EVEN), new Account(490_000, 0, 0, 4_900_000), 900_000))
        .isEqualTo(new Allowance.Share(100_000, Limit.NONE));
  }

  @Test
  void neverGrantsMoreThanIsLeftWhateverTheEstimateSays() {
    for (long spent = 0; spent <= 1_000_000; spent += 50_000) {
      for (long held = 0; held + spent <= 1_000_000; held += 50_000) {
        for (Pacing pacing : Pacing.values()) {
          var account = new Account(spent, spent, held, 7 * spent + held);
          long granted = share(terms(1_000_000, pacing), account, Long.MAX_VALUE).nanos();
          assertThat(spent + held + granted).isLessThanOrEqualTo(1_000_000);
        }
      }
    }
  }

  private static Terms terms(long daily, Pacing pacing) {
    return new Terms("c", daily, Long.MAX_VALUE, pacing, UNIT);
  }

  private static Allowance.Share share(Terms terms, Account account, long wish) {
    return Allowance.of(terms, account, wish, NOON, 0);
  }
}
