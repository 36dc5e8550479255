package io.laminar.stats.days;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.laminar.migration.store.Counter;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DayRolloverTest {

  private static final String BEFORE = "c17/win#2026-11-23";
  private static final String AFTER = "c17/win#2026-11-24";

  private final EventLoop loop = new EventLoop();
  private final HybridClock clock = HybridClock.system();
  private final Store first = store("first");
  private final Store other = store("other");
  private final DayRollover days =
      new DayRollover(first, Optional.of(other), DayPlan.parse("2026-11-24=other"));

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void addsInTheStoreOfTheDateHoweverLate() {
    add(AFTER, 5, "a");
    add(BEFORE, 3, "b");
    add(AFTER, 2, "c");

    assertThat(sum(first, BEFORE)).isEqualTo(3);
    assertThat(sum(first, AFTER)).isZero();
    assertThat(sum(other, AFTER)).isEqualTo(7);
    assertThat(sum(other, BEFORE)).isZero();
    List<Entry> both = loop.call(() -> days.getAll(List.of(BEFORE, AFTER)));
    assertThat(both).extracting(Counter::sumOf).containsExactly(3L, 7L);
  }

  @Test
  void addsAnOperationOnceThoughItIsSentAgain() {
    add(AFTER, 5, "a");
    add(AFTER, 5, "a");

    assertThat(sum(days, AFTER)).isEqualTo(5);
  }

  @Test
  void scansBothStores() {
    add(BEFORE, 1, "a");
    add(AFTER, 1, "b");

    List<String> keys =
        loop.call(() -> days.ranges(1)).stream()
            .flatMap(
                range ->
                    loop.call(() -> days.scan(range, "", 0, 10)).entries().stream()
                        .map(keyed -> keyed.key()))
            .toList();

    assertThat(keys).containsExactlyInAnyOrder(BEFORE, AFTER);
  }

  @Test
  void refusesAPlanThatNeedsAStoreItDoesNotHave() {
    var alone = new DayRollover(first, Optional.empty(), DayPlan.parse(""));

    assertThatIllegalStateException()
        .isThrownBy(() -> alone.follow(DayPlan.parse("2026-11-24=other")))
        .withMessageContaining("stats.days-other");
  }

  @Test
  void refusesAKeyWithoutADate() {
    assertThat(loop.failureOf(() -> days.get("c17"))).isInstanceOf(IllegalArgumentException.class);
  }

  private Store store(String name) {
    return loop.call(
        () ->
            Future.succeededFuture(new MemoryStore(loop.vertx(), new MemoryStore.Server(), name)));
  }

  private void add(String key, long delta, String operation) {
    loop.call(() -> days.add(key, delta, operation, clock.next()));
  }

  private long sum(Store store, String key) {
    return Counter.sumOf(loop.call(() -> store.getAll(List.of(key))).get(0));
  }
}
