package io.laminar.stats.days;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.laminar.migration.store.Keys;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

final class DayKeysTest {

  private static final LocalDate DAY = LocalDate.of(2026, 11, 23);

  @Test
  void endsWithTheDate() {
    assertThat(DayKeys.of("c17", "BILLING", DAY)).isEqualTo("c17/billing#2026-11-23");
    assertThat(DayKeys.dayOf("c17/billing#2026-11-23")).isEqualTo(DAY);
    assertThat(DayKeys.dayOf(DayKeys.of("a#2020-01-01", "WIN", DAY))).isEqualTo(DAY);
  }

  @Test
  void isFitForEveryStoreWhateverTheCampaignIsCalled() {
    String odd = DayKeys.of("a b/ü\u00a0", "WIN", DAY);
    String one = DayKeys.of("é".repeat(127) + "1", "WIN", DAY);
    String two = DayKeys.of("é".repeat(127) + "2", "WIN", DAY);

    for (String key : new String[] {odd, one, two}) {
      assertThat(Keys.requireLegal(key, 20)).isEqualTo(key);
    }
    assertThat(one).isNotEqualTo(two);
  }

  @Test
  void saysThatAKeyHasNoDate() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DayKeys.dayOf("c17"))
        .withMessage("a key of a day ends with #2026-11-23 or the like, was \"c17\"");
  }
}
