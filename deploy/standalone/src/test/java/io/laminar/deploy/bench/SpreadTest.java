package io.laminar.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void tellsTheMiddleAndBothEnds() {
    assertThat(Spread.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Spread(4, 1, 9));
    assertThat(Spread.of(List.of(9.0, 1.0, 4.0, 5.0))).isEqualTo(new Spread(4.5, 1, 9));
    assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7));
  }

  @Test
  void dividesRoundByRoundAndNotTheMediansByEachOther() {
    // the machine was slow in the second round, for both
    Spread ratio = Spread.ofRatios(List.of(60.0, 6.0, 70.0), List.of(100.0, 10.0, 100.0));

    assertThat(ratio).isEqualTo(new Spread(0.6, 0.6, 0.7));
  }

  @Test
  void refusesRoundsThatHaveNoPartner() {
    assertThatThrownBy(() -> Spread.ofRatios(List.of(1.0), List.of(1.0, 2.0)))
        .hasMessageContaining("1 over 2");
    assertThatThrownBy(() -> Spread.of(List.of())).hasMessageContaining("nothing was measured");
  }

  @Test
  void printsRatesRoundedAndRatiosFine() {
    assertThat(new Spread(51_234.5, 49_800.2, 1_000_000).rounded())
        .isEqualTo("51,235 (49,800..1,000,000)");
    assertThat(new Spread(0.654, 0.6, 0.7).fine()).isEqualTo("0.65 (0.60..0.70)");
  }
}
