package io.laminar.load.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.load.result.Check;
import io.laminar.load.tally.NoticeKind;
import io.laminar.load.tally.Outcome;
import io.laminar.load.tally.Tally;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

  private static final StatsTotals BEFORE = new StatsTotals(1_000, 50, 40, 5, 999_999);

  private final Tally exchange = new Tally();

  @Test
  void agreesWhenEverythingWasCountedOnce() {
    for (int i = 0; i < 10; i++) {
      exchange.answered(Outcome.BID, 1, 1);
    }
    bill(3, 1_250_000);
    exchange.noticeAcknowledged(NoticeKind.LOSS);

    List<Check> checks = check(new StatsTotals(1_010, 53, 43, 6, 999_999 + 3_750));

    assertThat(checks).extracting(Check::held).containsOnly(true);
    assertThat(checks)
        .extracting(Check::wanted)
        .containsExactly("requests: 10", "wins: 3", "billings: 3", "losses: 1", "spend: 0.003750");
  }

  @Test
  void disagreesWhenAWinIsMissingOrCountedTwice() {
    bill(3, 1_000_000);

    assertThat(check(new StatsTotals(1_000, 52, 43, 5, 1_002_999)).get(1))
        .isEqualTo(new Check("wins: 3", "2 counted", false));
    assertThat(check(new StatsTotals(1_000, 54, 43, 5, 1_002_999)).get(1).held()).isFalse();
  }

  @Test
  void disagreesWhenTheSpendIsOffByMoreThanRounding() {
    bill(3, 1_000_333);

    assertThat(spend(1_003_000).held()).as("3.000999 is 3000 and some").isTrue();
    assertThat(spend(1_002_999).held()).as("rounded down before and after").isTrue();
    assertThat(spend(1_003_002).held()).isFalse();
    assertThat(spend(1_002_990).held()).isFalse();
  }

  @Test
  void allowsForWhatWasSentAndNotAcknowledged() {
    bill(3, 1_000_000);
    exchange.noticeFailed(NoticeKind.WIN);
    exchange.noticeFailed(NoticeKind.BILLING);
    exchange.timedOut(1);

    assertThat(check(new StatsTotals(1_000, 53, 43, 5, 1_002_999))).allMatch(Check::held);
    List<Check> more = check(new StatsTotals(1_001, 54, 44, 5, 1_004_999));
    assertThat(more).allMatch(Check::held);
    assertThat(more.get(1).wanted()).isEqualTo("wins: 3 and up to 1 unanswered");
    assertThat(check(new StatsTotals(1_002, 55, 45, 5, 1_004_999)).subList(0, 3))
        .noneMatch(Check::held);
  }

  @Test
  void readsTheTotalsOfTheStatistics() {
    assertThat(
            StatsTotals.parse(
                "{\"rows\":[{\"requests\":7,\"offers\":3,\"wins\":2,\"billings\":1,\"losses\":1,"
                    + "\"spendMicros\":1250},{\"requests\":1,\"wins\":0,\"billings\":0,"
                    + "\"losses\":0,\"spendMicros\":0}]}"))
        .isEqualTo(new StatsTotals(8, 2, 1, 1, 1_250));
    assertThat(StatsTotals.parse("{\"rows\":[]}")).isEqualTo(new StatsTotals(0, 0, 0, 0, 0));
    assertThatThrownBy(() -> StatsTotals.parse("<html>"))
        .hasMessageContaining("must be {\"rows\":")
        .hasMessageContaining("was <html>");
    assertThatThrownBy(() -> StatsTotals.parse("{\"rows\":[{\"requests\":1}]}"))
        .hasMessageContaining("must be {\"rows\":");
  }

  @Test
  void holdsPricesInOtherCurrenciesAgainstTheSpendConverted() {
    bill(1, 1_000_000);
    exchange.billed("EUR", 2_000_000);
    exchange.billed("JPY", 333_333_333);

    // 1 + 2 * 1.25 + 333.333333 * 0.0067 for a thousand, each
    assertThat(spend(999_999 + 5_733).held()).isTrue();
    assertThat(spend(999_999 + 5_733).wanted()).isEqualTo("spend: 0.005733");
    assertThat(spend(999_999 + 5_736).held()).isFalse();
    assertThat(spend(999_999 + 3_000).held()).as("not converted").isFalse();
  }

  private Check spend(long countedMicros) {
    return check(new StatsTotals(1_000, 53, 43, 5, countedMicros)).get(4);
  }

  private List<Check> check(StatsTotals after) {
    return Reconciliation.check(
        exchange.counts(), BEFORE, after, CurrencyRates.parse("EUR=1.25,JPY=0.0067"));
  }

  private void bill(int times, long priceMicros) {
    for (int i = 0; i < times; i++) {
      exchange.noticeAcknowledged(NoticeKind.WIN);
      exchange.noticeAcknowledged(NoticeKind.BILLING);
      exchange.billed("USD", priceMicros);
    }
  }
}
