package io.laminar.load.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MacrosTest {

  private final Map<String, String> values = Map.of("AUCTION_PRICE", "1.25", "AUCTION_ID", "a b&c");

  @Test
  void fillsInUrlEncodedValues() {
    assertThat(Macros.fill("http://h/w?p=${AUCTION_PRICE}&i=${AUCTION_ID}&x=1", values))
        .isEqualTo("http://h/w?p=1.25&i=a+b%26c&x=1");
  }

  @Test
  void encodesInBase64WhereAsked() {
    assertThat(Macros.fill("http://h/?p=${AUCTION_PRICE:B64}", values))
        .isEqualTo("http://h/?p=MS4yNQ%3D%3D");
  }

  @Test
  void emptiesMacrosWithoutAValue() {
    assertThat(Macros.fill("http://h/?l=${AUCTION_LOSS}&m=${}", values))
        .isEqualTo("http://h/?l=&m=");
  }

  @Test
  void leavesAnUrlWithoutMacrosAsItIs() {
    assertThat(Macros.fill("http://h/?a=$1}", values)).isEqualTo("http://h/?a=$1}");
    assertThat(Macros.fill("http://h/?a=${AUCTION", values)).isEqualTo("http://h/?a=${AUCTION");
  }

  @Test
  void writesPricesExactlyAndPlainly() {
    assertThat(Macros.price(1_250_000)).isEqualTo("1.25");
    assertThat(Macros.price(1)).isEqualTo("0.000001");
    assertThat(Macros.price(100_000_000)).isEqualTo("100");
  }
}
