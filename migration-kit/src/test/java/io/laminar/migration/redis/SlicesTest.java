package io.laminar.migration.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SlicesTest {

  private static List<String> of(Slices slices) {
    return slices.each((from, to) -> from + ".." + to);
  }

  @Test
  void giveEachCallFewKeys() {
    assertThat(of(Slices.forScript(150))).containsExactly("0..64", "64..128", "128..150");
    assertThat(of(Slices.forScript(64))).containsExactly("0..64");
    assertThat(of(Slices.forScript(0))).isEmpty();
    assertThat(of(Slices.forReads(600))).containsExactly("0..512", "512..600");
  }

  @Test
  void giveEachCallFewBytes() {
    int[] kilobytes = {200, 50, 50, 1_000, 1, 1};

    Slices slices = Slices.forScript(kilobytes.length, i -> kilobytes[i] * 1_024);

    assertThat(of(slices)).containsExactly("0..2", "2..3", "3..4", "4..6");
    assertThat(slices.placeOf(3, 1)).isEqualTo(5);
  }
}
