package io.laminar.stats.event;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class NoticeTest {

  @Test
  void cannotHoldWhatADatabaseCannot() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> notice("a\0b", 1))
        .withMessage("id has an illegal character at 1: U+0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> notice("a\ud83d", 1))
        .withMessageStartingWith("id has an illegal character at 1");
    assertThatIllegalArgumentException().isThrownBy(() -> notice("", 1)).withMessage("id is empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> notice("x".repeat(129), 1))
        .withMessage("id may have 128 characters, has 129");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> notice(null, 1))
        .withMessage("id is missing");
  }

  @Test
  void isStrictOnMoney() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> notice("id", -1))
        .withMessage("price must be 0..1000000000000 millionths, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> notice("id", Notice.MAX_PRICE_MICROS + 1));
  }

  @Test
  void releasesAnAmountOfADrawOrNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Release(1, 0))
        .withMessage("what is released must have a draw and an amount or neither, was 1 of 0");
    assertThatIllegalArgumentException().isThrownBy(() -> new Release(0, 5_000));
    assertThatIllegalArgumentException().isThrownBy(() -> new Release(-1, 5_000));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Release(Release.MOST_NANOS + 1, 5_000));
  }

  private static Notice notice(String id, long priceMicros) {
    return new Notice(id, NoticeKind.WIN, "bid", "campaign", "creative", priceMicros, 1);
  }
}
