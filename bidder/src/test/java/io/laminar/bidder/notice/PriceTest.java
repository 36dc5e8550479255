package io.laminar.bidder.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1000000",
    "1.5, 1500000",
    "0.000001, 1",
    "0.0000004, 0",
    "0.0000006, 1",
    "12.3456785, 12345678",
    "007.10, 7100000",
    "1000000, 1000000000000"
  })
  void readsMillionths(String text, long micros) throws InvalidNoticeException {
    assertThat(Price.micros(text)).isEqualTo(micros);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "+1",
        "1e3",
        "NaN",
        "Infinity",
        "0x10",
        ".5",
        "5.",
        "1.2.3",
        "1,5",
        "1 ",
        "١",
        "1000000.000001",
        "99999999999999999999",
        "1111111111111111111111111111111111"
      })
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> Price.micros(text))
        .isInstanceOf(InvalidNoticeException.class)
        .hasMessageStartingWith("price \"")
        .hasMessageContaining("is not a price");
  }

  @Test
  void saysWhenTheMacroWasNotReplaced() {
    assertThatThrownBy(() -> Price.micros("${AUCTION_PRICE}"))
        .hasMessage(
            "price \"${AUCTION_PRICE}\" is not a price: the exchange did not replace its macro");
  }
}
