package io.laminar.migration.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 64, 1_024, 16_384})
  void partsTogetherShowEveryKeyAndNoneTwiceWhereThereAreEnoughBuckets(int buckets) {
    long seed = 20_261_125;
    var random = new Random(seed);
    var keysByBucket = new int[buckets]; // about a third of the buckets are empty
    for (int key = 0; key < buckets; key++) {
      keysByBucket[random.nextInt(buckets)]++;
    }
    var shown = new int[buckets];
    for (String name : ScanSlice.split(8, 1_000_000)) {
      ScanSlice slice = ScanSlice.parse(name);
      String cursor = slice.first();
      while (!cursor.isEmpty()) {
        cursor = page(slice, cursor, 100, keysByBucket, shown);
      }
    }

    for (int bucket = 0; bucket < buckets; bucket++) {
      if (keysByBucket[bucket] > 0) {
        assertThat(shown[bucket])
            .as("bucket %d, seed %d", bucket, seed)
            .isBetween(1, buckets < 1_024 ? Integer.MAX_VALUE : 1);
      }
    }
  }

  /** As the store asks: for fewer keys when the server ran into the next part. */
  private static String page(
      ScanSlice slice, String cursor, int count, int[] keysByBucket, int[] shown) {
    List<Integer> visited = new ArrayList<>();
    String next = cursor;
    int keys = 0;
    int visits = 0;
    do { // as scanGenericCommand does
      int bucket = (int) (Long.parseUnsignedLong(next) & keysByBucket.length - 1);
      visited.add(bucket);
      keys += keysByBucket[bucket];
      next = nextOf(next, keysByBucket.length);
    } while (!next.equals("0") && ++visits < count * 10 && keys < count);
    if (slice.overran(next)) {
      if (count > 1) {
        return page(slice, cursor, count / 2, keysByBucket, shown);
      }
      // what was passed in this part was empty: nothing is lost
      visited.removeIf(bucket -> keysByBucket[bucket] > 0);
      next = "";
    }
    visited.forEach(bucket -> shown[bucket]++);
    return slice.next(next.isEmpty() ? "0" : next);
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
