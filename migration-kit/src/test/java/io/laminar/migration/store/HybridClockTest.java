package io.laminar.migration.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HybridClockTest {

  private final AtomicLong micros = new AtomicLong(1_700_000_000_000_000L);
  private final HybridClock clock = new HybridClock(micros::get);

  @Test
  void followsTheWallClock() {
    long before = clock.next();
    micros.addAndGet(5_000_000);

    assertThat(HybridClock.millisOf(clock.next()) - HybridClock.millisOf(before)).isEqualTo(5_000);
  }

  @Test
  void goesOnWhileTheWallClockStandsStillOrStepsBack() {
    long first = clock.next();
    long second = clock.next();
    micros.addAndGet(-60_000_000);
    long third = clock.next();

    assertThat(first).isLessThan(second);
    assertThat(second).isLessThan(third);
  }

  @Test
  void passesWhatItHasSeenFromOthers() {
    long ahead = HybridClock.atMicros(micros.get() + 1_000_000);
    clock.observe(ahead);

    assertThat(clock.next()).isGreaterThan(ahead);
  }

  @Test
  void neverGivesAVersionTwiceToConcurrentCallers() {
    Set<Long> versions = ConcurrentHashMap.newKeySet();

    IntStream.range(0, 50_000).parallel().forEach(i -> versions.add(clock.next()));

    assertThat(versions).hasSize(50_000);
  }

  @Test
  void neverGivesWhatAClockBesideItGives() {
    var one = new HybridClock(() -> 5, 1);
    var other = new HybridClock(() -> 5, 2);
    var given = new java.util.HashSet<Long>();

    for (int i = 0; i < 1_000; i++) {
      long before = one.next();
      assertThat(given.add(before)).isTrue();
      other.observe(before);
      long after = other.next();
      assertThat(after).isGreaterThan(before);
      assertThat(given.add(after)).isTrue();
      one.observe(i % 3 == 0 ? after : 0);
    }
  }
}
