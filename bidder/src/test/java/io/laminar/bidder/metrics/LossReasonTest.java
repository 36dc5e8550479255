package io.laminar.bidder.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossReasonTest {

  @ParameterizedTest
  @CsvSource({
    "0, WON",
    "2, EXPIRED",
    "10, NO_APPROVAL_DATA",
    "100, BELOW_FLOOR",
    "102, OUTBID",
    "104, BLOCKED_SEAT",
    "213, CREATIVE_NOT_IN_DEAL",
    "11, OTHER",
    "99, OTHER",
    "214, OTHER",
    "999, OTHER",
    "1000, OTHER",
    "-1, OTHER",
    "1.0, OTHER",
    "outbid, OTHER",
    "'', UNTOLD",
    "${AUCTION_LOSS}, UNTOLD",
  })
  void namesTheCodesOfTheListAndNoOthers(String code, LossReason reason) {
    assertThat(LossReason.of(code)).isEqualTo(reason);
  }

  @Test
  void knowsThatNoneWasTold() {
    assertThat(LossReason.of(null)).isEqualTo(LossReason.UNTOLD);
  }
}
