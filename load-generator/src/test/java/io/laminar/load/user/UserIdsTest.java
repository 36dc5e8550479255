package io.laminar.load.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UserIdsTest {

  @Test
  void padsNumbersToSevenDigits() {
    assertThat(UserIds.of(0)).isEqualTo("u0000000");
    assertThat(UserIds.of(42)).isEqualTo("u0000042");
    assertThat(UserIds.of(9_999_999)).isEqualTo("u9999999");
  }

  @Test
  void growsForNumbersThatNeedMoreDigits() {
    assertThat(UserIds.of(10_000_000)).isEqualTo("u10000000");
    assertThat(UserIds.of(Long.MAX_VALUE)).isEqualTo("u" + Long.MAX_VALUE);
    assertThat(UserIds.of(Long.MAX_VALUE)).hasSizeLessThanOrEqualTo(UserIds.MAX_LENGTH);
  }

  @Test
  void refusesNegativeNumbers() {
    assertThatThrownBy(() -> UserIds.of(-1)).hasMessageContaining("-1");
  }
}
