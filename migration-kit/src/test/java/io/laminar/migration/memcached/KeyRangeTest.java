package io.laminar.migration.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyRangeTest {

  @Test
  void givesEachKeyToOnePartAndThePartsAboutAsMany() {
    List<KeyRange> ranges = KeyRange.split(7);
    int[] keysByPart = new int[7];
    for (int i = 0; i < 70_000; i++) {
      long hash = KeyBytes.hash(("profile:u" + i).getBytes(StandardCharsets.UTF_8));
      List<KeyRange> holding = ranges.stream().filter(range -> range.contains(hash)).toList();
      assertThat(holding).hasSize(1);
      keysByPart[holding.get(0).part()]++;
    }

    for (int keys : keysByPart) {
      assertThat(keys).isBetween(9_500, 10_500);
    }
  }

  @Test
  void takesTheLowestAndTheHighestHash() {
    assertThat(new KeyRange(0, 3).contains(0)).isTrue();
    assertThat(new KeyRange(2, 3).contains(-1)).isTrue();
    assertThat(new KeyRange(0, 1).contains(-1)).isTrue();
  }

  @Test
  void readsWhatItWrote() {
    assertThat(KeyRange.parse(new KeyRange(12, 40).toString())).isEqualTo(new KeyRange(12, 40));
    assertThat(KeyRange.split(0)).containsExactly(new KeyRange(0, 1));
    assertThat(KeyRange.split(10_000)).hasSize(64);
  }

  @Test
  void refusesWhatIsNoRange() {
    for (String text : List.of("", "all", "1", "3/3", "0/0", "0/65", "-1/4", "0/1 ")) {
      assertThatThrownBy(() -> KeyRange.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("part/parts");
    }
  }
}
