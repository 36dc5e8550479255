package io.laminar.migration.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class FleetClockTest {

  private static final long MILLIS = 1_000_000;

  private final AtomicLong nanos = new AtomicLong(77);
  private final AtomicLong wallMicros = new AtomicLong(1_060_000_000); // a minute ahead
  private final FleetClock clock = new FleetClock(nanos::get, wallMicros::get);

  @Test
  void goesByTheWallUntilItHasHeardAnything() {
    assertThat(clock.epochMicros()).isEqualTo(1_060_000_000);
  }

  @Test
  void goesByTheControlStoreHoweverWrongTheWallIs() {
    long asked = nanos.get();
    nanos.addAndGet(4 * MILLIS);
    clock.heard(asked, 1_000_000_000);

    assertThat(clock.epochMicros()).isEqualTo(1_000_002_000);
    nanos.addAndGet(1_000 * MILLIS);
    wallMicros.addAndGet(-500_000_000);
    assertThat(clock.epochMicros()).isEqualTo(1_001_002_000);
    assertThat(clock.wallAhead()).isEqualTo(Duration.ofMillis(-441_002));
  }

  @Test
  void keepsTheSurestAnswerUntilDriftMakesItTheLessSure() {
    clock.heard(nanos.get(), 1_000_000_000);
    long asked = nanos.get();
    nanos.addAndGet(2_000 * MILLIS);
    clock.heard(asked, 1_005_000_000);
    assertThat(clock.epochMicros()).isEqualTo(1_002_000_000);

    nanos.addAndGet(100_000_000 * MILLIS);
    asked = nanos.get();
    nanos.addAndGet(2_000 * MILLIS);
    clock.heard(asked, 5_000_000_000L);
    assertThat(clock.epochMicros()).isEqualTo(5_001_000_000L);
    assertThat(clock.uncertainty()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_001));
  }
}
