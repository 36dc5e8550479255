package io.laminar.migration.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Scans over a server that lists its keys in a different order each time. */
final class KeyScanTest {

  private static final KeyRange ALL = new KeyRange(0, 1);

  private final EventLoop loop = new EventLoop();
  private final Random random = new Random(11);
  private final Set<String> keys = new HashSet<>();
  private int dumps;
  private Future<Void> trouble = Future.succeededFuture();
  private Promise<Void> held; // null: dumps are done at once

  @AfterEach
  void close() {
    loop.close();
  }

  private KeyScan scan(int capacity) {
    return new KeyScan(loop.context(), "p:", capacity, this::dump);
  }

  private Future<Void> dump(Consumer<byte[]> fullKeys) {
    dumps++;
    List<String> shuffled = new ArrayList<>(keys);
    Collections.shuffle(shuffled, random);
    shuffled.forEach(key -> fullKeys.accept(key.getBytes(StandardCharsets.UTF_8)));
    return held == null ? trouble : held.future();
  }

  private KeyScan.Slice next(KeyScan scan, KeyRange range, String cursor, int limit) {
    return loop.call(() -> scan.next(range, KeyScan.Cursor.parse(cursor), limit));
  }

  private void fill(int count) {
    for (int i = 0; i < count; i++) {
      keys.add("p:k" + i);
    }
  }

  private static List<String> texts(KeyScan.Slice slice) {
    return slice.fullKeys().stream().map(KeyBytes::text).toList();
  }

  private List<String> walk(KeyScan scan, KeyRange range, int limit) {
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      KeyScan.Slice slice = next(scan, range, cursor, limit);
      seen.addAll(texts(slice));
      cursor = slice.next();
    } while (!cursor.isEmpty());
    return seen;
  }

  @Test
  void showsEachKeyOnceWhateverTheSizesOfPagesAndWindows() {
    fill(500);
    keys.add("other:k");
    keys.add("p");

    for (int capacity : List.of(1, 7, 100, 499, 500, 501, 10_000)) {
      for (int limit : List.of(1, 13, 1_000)) {
        assertThat(walk(scan(capacity), ALL, limit))
            .as("capacity %s, limit %s", capacity, limit)
            .doesNotHaveDuplicates()
            .hasSize(500);
      }
    }
  }

  @Test
  void makesADumpForEachWindowOnly() {
    fill(1_000);

    walk(scan(1_000), ALL, 10);
    assertThat(dumps).isEqualTo(1);
    walk(scan(100), ALL, 10);
    assertThat(dumps).isEqualTo(11);
  }

  @Test
  void lastsForAnEmptyServer() {
    assertThat(next(scan(10), ALL, "", 10)).isEqualTo(new KeyScan.Slice(List.of(), ""));
  }

  @Test
  void showsWhatExistedThroughoutWhileOthersComeAndGo() {
    fill(300);
    Set<String> throughout = new TreeSet<>(keys);
    KeyScan scan = scan(40);
    Set<String> seen = new HashSet<>();
    String cursor = "";
    int round = 0;
    do {
      KeyScan.Slice slice = next(scan, ALL, cursor, 9);
      seen.addAll(texts(slice));
      cursor = slice.next();
      keys.remove("p:extra" + (round - 3));
      keys.add("p:extra" + round++);
    } while (!cursor.isEmpty());

    assertThat(seen).containsAll(throughout);
  }

  @Test
  void goesOnFromACursorOnAnotherConnection() {
    fill(300);
    Set<String> seen = new HashSet<>();
    String cursor = "";
    do {
      KeyScan.Slice slice = next(scan(50), ALL, cursor, 20);
      seen.addAll(texts(slice));
      cursor = slice.next();
    } while (!cursor.isEmpty());

    assertThat(seen).isEqualTo(keys);
  }

  @Test
  void doesNotServeANewScanFromAnOldDump() {
    fill(100);
    KeyScan first = scan(1_000);
    KeyScan second = scan(1_000);
    next(first, ALL, "", 10);
    keys.add("p:zz");

    String cursor = next(second, ALL, "", 10).next();
    List<String> rest = texts(next(first, ALL, cursor, 1_000));
    assertThat(rest).as("begun on the other connection, after the dump").contains("p:zz");
    assertThat(walk(first, ALL, 1_000)).contains("p:zz");
  }

  @Test
  void splitsTheKeysAmongRangesThatShareADump() {
    fill(1_000);
    KeyScan scan = scan(2_000);
    List<KeyRange> ranges = KeyRange.split(4);

    List<KeyScan.Slice> slices =
        loop.call(
            () ->
                Future.all(
                        ranges.stream()
                            .map(range -> scan.next(range, KeyScan.Cursor.parse(""), 1_000))
                            .toList())
                    .map(all -> all.<KeyScan.Slice>list()));

    assertThat(dumps).isEqualTo(1);
    List<String> seen = new ArrayList<>();
    slices.forEach(slice -> seen.addAll(texts(slice)));
    assertThat(seen).doesNotHaveDuplicates().hasSize(1_000);
    assertThat(slices).allSatisfy(slice -> assertThat(slice.next()).isEmpty());
  }

  @Test
  void makesOneDumpAtATime() {
    fill(10);
    KeyScan scan = scan(100);
    held = Promise.promise();
    Future<KeyScan.Slice> first = loop.begin(() -> scan.next(ALL, KeyScan.Cursor.parse(""), 5));
    Future<KeyScan.Slice> second = loop.begin(() -> scan.next(ALL, KeyScan.Cursor.parse(""), 5));
    loop.call(Future::succeededFuture);
    loop.call(Future::succeededFuture);

    assertThat(dumps).isEqualTo(1);
    assertThat(first.isComplete() || second.isComplete()).isFalse();
    Promise<Void> release = held;
    held = null;
    loop.context().runOnContext(go -> release.complete());
    EventLoop.wait(first);
    EventLoop.wait(second);
    assertThat(dumps).isEqualTo(2);
  }

  @Test
  void failsTheScanWithItsDumpAndMakesANewOneNextTime() {
    fill(10);
    KeyScan scan = scan(100);
    trouble = Future.failedFuture(new IllegalStateException("cut off"));

    assertThat(loop.failureOf(() -> scan.next(ALL, KeyScan.Cursor.parse(""), 5)))
        .hasMessage("cut off");
    trouble = Future.succeededFuture();
    assertThat(walk(scan, ALL, 5)).hasSize(10);
  }

  @Test
  void keepsACursorWithBytesThatAreNoText() {
    var cursor = new KeyScan.Cursor("1f", new byte[] {'a', ' ', '.', '%', -1, 0});

    KeyScan.Cursor read = KeyScan.Cursor.parse(cursor.toString());

    assertThat(cursor).hasToString("1f.a%20.%25%FF%00");
    assertThat(read.window()).isEqualTo("1f");
    assertThat(read.after()).isEqualTo(cursor.after());
  }
}
