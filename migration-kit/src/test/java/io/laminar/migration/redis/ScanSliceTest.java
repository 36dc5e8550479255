package io.laminar.migration.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScanSliceTest {

  @Test
  void doesNotSplitWhatIsSmallOrWantedWhole() {
    assertThat(ScanSlice.split(8, 8_191)).containsExactly("all");
    assertThat(ScanSlice.split(1, 1_000_000)).containsExactly("all");
    assertThat(ScanSlice.WHOLE.first()).isEqualTo("0");
  }

  @Test
  void splitsIntoAPowerOfTwoOfPartsThatAreNotTooSmall() {
    assertThat(ScanSlice.split(3, 1_000_000)).containsExactly("0/4", "1/4", "2/4", "3/4");
    assertThat(ScanSlice.split(64, 20_000)).hasSize(4);
    assertThat(ScanSlice.split(1 << 20, Long.MAX_VALUE)).hasSize(1_024);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 256, 65_536})
  void partsTogetherVisitEveryBucketOfATableOfAnySize(int buckets) {
    List<Long> visited = new ArrayList<>();
    for (String name : ScanSlice.split(8, 1_000_000)) {
      ScanSlice slice = ScanSlice.parse(name);
      String cursor = slice.first();
      while (!cursor.isEmpty()) {
        visited.add(Long.parseUnsignedLong(cursor) & buckets - 1);
        cursor = slice.next(nextOf(cursor, buckets));
      }
    }

    assertThat(visited.stream().distinct()).hasSize(buckets);
    assertThat(visited).hasSize(Math.max(8, buckets)); // each once, where there are enough
  }

  /** What {@code dictScan} does with a cursor. */
  private static String nextOf(String cursor, int buckets) {
    long open = Long.parseUnsignedLong(cursor) | ~(buckets - 1L);
    return Long.toUnsignedString(Long.reverse(Long.reverse(open) + 1));
  }

  @Test
  void readsWhatItWroteAndNothingElse() {
    for (String name : ScanSlice.split(1_024, Long.MAX_VALUE)) {
      assertThat(ScanSlice.parse(name)).hasToString(name);
    }
    for (String wrong : List.of("", "1", "4/4", "0/3", "-1/4", "0/0", "0/1", "1/2/4", "a/b")) {
      assertThatThrownBy(() -> ScanSlice.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void isPossibleOnRedisAndNotOnWhatOnlySpeaksItsProtocol() {
    assertThat(ScanSlice.isPossible("redis_version:6.2.11\r\nredis_mode:standalone\r\n")).isTrue();
    assertThat(ScanSlice.isPossible("redis_version:7.2.4\r\nredis_mode:cluster\r\n")).isFalse();
    assertThat(
            ScanSlice.isPossible(
                "redis_version:6.2.11\r\nredis_mode:standalone\r\ndragonfly_version:df-1.0\r\n"))
        .isFalse();
  }
}
