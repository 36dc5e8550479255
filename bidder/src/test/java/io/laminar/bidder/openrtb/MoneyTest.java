package io.laminar.bidder.openrtb;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.0, 0",
    "0.03, 30000",
    "0.40404, 404040",
    "1e-05, 10",
    "1E2, 100000000",
    "4.8, 4800000",
    "0.123456, 123456",
    "0.1234561, 123457",
    "0.0000001, 1",
    "1e-999999999, 1",
    "0e999999999, 0",
    "1000000, 1000000000000",
    "1000000.0, 1000000000000",
  })
  void readsPricesAndRoundsUp(String text, long micros) {
    assertThat(Money.microsRoundedUp(text)).isEqualTo(micros);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        ".5x",
        "-1",
        "-0.000001",
        "1000000.1",
        "1e7",
        "1e999999999",
        "1e99999999999",
        "NaN",
        "0x10",
        "1.2.3",
        "1,5",
        "99999999999999999999"
      })
  void refusesWhatIsNoPrice(String text) {
    assertThat(Money.microsRoundedUp(text)).isEqualTo(-1);
  }

  @Test
  void refusesNumbersOfMoreDigitsThanAreAllowedOutsideQuotes() {
    String longest = "0." + "1".repeat(62);

    assertThat(Money.microsRoundedUp(' ' + longest)).isEqualTo(111_112);
    assertThat(Money.microsRoundedUp(longest + '1')).isEqualTo(-1);
  }

  @Test
  void agreesWithExactArithmetic() {
    var random = new Random(20_261_124);
    for (int i = 0; i < 20_000; i++) {
      var price = BigDecimal.valueOf(random.nextLong(1L << 40), random.nextInt(10));
      long expected =
          price.compareTo(BigDecimal.valueOf(1_000_000)) > 0
              ? -1
              : price.movePointRight(6).setScale(0, RoundingMode.CEILING).longValueExact();

      assertThat(Money.microsRoundedUp(price.toPlainString())).as("%s", price).isEqualTo(expected);
    }
  }
}
