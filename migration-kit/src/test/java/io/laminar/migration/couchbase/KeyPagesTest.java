package io.laminar.migration.couchbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.couchbase.KeyPages.KeyPage;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class KeyPagesTest {

  private static final int MANY = 120_000;

  private final PartitionedKeys server = new PartitionedKeys();

  private void fill(int keys) {
    IntStream.range(0, keys).forEach(i -> server.add("u%08d".formatted(i * 7)));
  }

  private List<String> ranges(KeyPages pages, int wanted) {
    return pages.ranges(wanted, () -> Future.succeededFuture(server.count())).result();
  }

  private KeyPage page(KeyPages pages, String range, String cursor, int limit) {
    return pages.page(range, cursor, limit, () -> Future.succeededFuture(server.count())).result();
  }

  private List<String> all(KeyPages pages, String range, int limit) {
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      KeyPage page = page(pages, range, cursor, limit);
      assertThat(page.keys()).hasSizeLessThanOrEqualTo(limit);
      seen.addAll(page.keys());
      cursor = page.next();
    } while (!cursor.isEmpty());
    return seen;
  }

  @Test
  void showsEachKeyOnceInItsOrder() {
    fill(5_000);
    var pages = new KeyPages(server);

    List<String> seen = all(pages, " ", 70);

    assertThat(seen).hasSize(5_000).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void readsManyPagesWithOneScan() {
    fill(5_000);
    var pages = new KeyPages(server);

    all(pages, " ", 70);

    assertThat(server.scans).isEqualTo(1);
  }

  @Test
  void readsLargeRangesByTheBlockAndEachKeyAboutOnce() {
    fill(MANY);
    var pages = new KeyPages(server);

    List<String> seen = all(pages, " ", 1_000);

    assertThat(seen).hasSize(MANY).isSorted().doesNotHaveDuplicates();
    assertThat(server.scans).isBetween(MANY / KeyPages.BLOCK / 2, MANY / KeyPages.BLOCK * 2);
    assertThat(server.keysRead).isLessThan(MANY * 5 / 4);
  }

  @Test
  void cutsABlockThatTheSampleMadeTooLarge() {
    fill(MANY);
    server.foreign = 1; // and a count that is wrong by far: every block is guessed as everything
    var pages = new KeyPages(server);
    String cursor = "";
    List<String> seen = new ArrayList<>();

    do {
      KeyPage page = pages.page(" ", cursor, 1_000, () -> Future.succeededFuture(0L)).result();
      seen.addAll(page.keys());
      cursor = page.next();
    } while (!cursor.isEmpty());

    assertThat(seen).hasSize(MANY).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void splitsIntoRangesThatMeetAndHoldAboutAsManyKeys() {
    fill(10_000);
    var pages = new KeyPages(server);

    List<String> ranges = ranges(pages, 4);

    assertThat(ranges).hasSize(4);
    List<String> seen = new ArrayList<>();
    for (String range : ranges) {
      List<String> part = all(pages, range, 500);
      assertThat(part).hasSizeBetween(2_000, 3_000);
      seen.addAll(part);
    }
    assertThat(seen).hasSize(10_000).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void hasOneRangeWhereNoKeysAre() {
    assertThat(ranges(new KeyPages(server), 4)).containsExactly(" ");
    assertThat(page(new KeyPages(server), " ", "", 10)).isEqualTo(new KeyPage(List.of(), ""));
  }

  @Test
  void countsFewDocumentsItselfAndManyAsTheServerDoes() {
    fill(400);
    server.foreign = 20;
    assertThat(new KeyPages(server).size(() -> Future.succeededFuture(7L)).result()).isEqualTo(420);

    fill(30_000);
    assertThat(new KeyPages(server).size(() -> Future.succeededFuture(30_005L)).result())
        .isEqualTo(30_005);
  }

  @Test
  void goesOnFromTheCursorOfAnotherInstance() {
    fill(1_000);
    List<String> seen = new ArrayList<>();

    for (String range : ranges(new KeyPages(server), 3)) {
      String cursor = "";
      do {
        KeyPage page = page(new KeyPages(server), range, cursor, 40);
        seen.addAll(page.keys());
        cursor = page.next();
      } while (!cursor.isEmpty());
    }

    assertThat(seen).hasSize(1_000).doesNotHaveDuplicates();
  }

  @Test
  void goesBackToACursorThatItHasPassed() {
    fill(1_000);
    var pages = new KeyPages(server);
    KeyPage first = page(pages, " ", "", 100);
    KeyPage second = page(pages, " ", first.next(), 100);
    page(pages, " ", second.next(), 100);

    assertThat(page(pages, " ", first.next(), 100)).isEqualTo(second);
    assertThat(page(pages, " ", "", 100)).isEqualTo(first);
  }

  @Test
  void walksSeveralRangesInTurns() {
    fill(1_000);
    var pages = new KeyPages(server);
    List<String> ranges = ranges(pages, 2);
    var seen = new TreeSet<String>();
    String[] cursors = {"", ""};
    boolean[] done = new boolean[2];

    for (int turn = 0; !(done[0] && done[1]); turn++) {
      int i = turn % 2;
      if (!done[i]) {
        KeyPage page = page(pages, ranges.get(i), cursors[i], 30);
        seen.addAll(page.keys());
        cursors[i] = page.next();
        done[i] = page.next().isEmpty();
      }
    }

    assertThat(seen).hasSize(1_000);
  }

  @Test
  void showsEveryKeyThatExistedThroughoutWhileOthersComeAndGo() {
    fill(2_000);
    var pages = new KeyPages(server);
    var seen = new TreeSet<String>();
    String cursor = "";
    int added = 0;

    do {
      KeyPage page = page(pages, " ", cursor, 50);
      seen.addAll(page.keys());
      cursor = page.next();
      for (int i = 0; i < 20; i++) {
        server.add("u%08d-new".formatted(added++ * 31));
      }
    } while (!cursor.isEmpty());

    assertThat(seen)
        .containsAll(IntStream.range(0, 2_000).mapToObj(i -> "u%08d".formatted(i * 7)).toList());
  }

  @Test
  void refusesARangeThatIsNone() {
    assertThatThrownBy(() -> page(new KeyPages(server), "all", "", 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("all");
  }
}
