package io.laminar.migration.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.codec.Format;
import io.laminar.migration.store.Entry;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

final class LifetimeTest {

  private static final long NOW = 1_800_000_000_500L;
  private static final long WEEK = 7 * 86_400_000L;
  private static final long IN_2100 = 4_102_444_800_000L;

  @Test
  void letsTheServerKeepAnEnvelopeASecondLongerThanItIsRead() {
    assertThat(second(Entry.of(Buffer.buffer(), 1, 1_800_000_010_000L), Format.ENVELOPE))
        .isEqualTo(1_800_000_011);
    assertThat(second(Entry.of(Buffer.buffer(), 1, 1_800_000_010_001L), Format.ENVELOPE))
        .isEqualTo(1_800_000_012);
  }

  @Test
  void letsABareValueEndWithTheSecondItExpiresIn() {
    assertThat(second(Entry.of(Buffer.buffer(), 1, 1_800_000_010_001L), Format.PLAIN))
        .isEqualTo(1_800_000_011);
  }

  @Test
  void keepsTombstonesForTheirLife() {
    assertThat(second(Entry.tombstone(1), Format.ENVELOPE)).isEqualTo(1_800_000_001 + 7 * 86_400);
  }

  @Test
  void keepsForEverWhatNeverExpiresAndWhatTheServerCannotEnd() {
    assertThat(second(Entry.of(Buffer.buffer(), 1), Format.ENVELOPE)).isZero();
    assertThat(second(Entry.of(Buffer.buffer(), 1, IN_2100), Format.ENVELOPE)).isZero();
  }

  @Test
  void refusesABareValueThatNothingWouldEnd() {
    assertThatThrownBy(() -> second(Entry.of(Buffer.buffer(), 1, IN_2100), Format.PLAIN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2038-01-19")
        .hasMessageContaining("" + IN_2100);
  }

  @Test
  void knowsTheEndOfABareValueToTheSecond() {
    assertThat(Lifetime.endOf(30, NOW)).isEqualTo(1_800_000_030_000L);
    assertThat(Lifetime.endOf(-1, NOW)).isZero();
  }

  private static int second(Entry entry, Format format) {
    return Lifetime.secondFor(entry, format, NOW, WEEK);
  }
}
