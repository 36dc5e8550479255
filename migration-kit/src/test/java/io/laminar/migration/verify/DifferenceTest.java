package io.laminar.migration.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.Entry;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

final class DifferenceTest {

  private static final long NOW = 1_000_000;

  private static Entry value(String text, long version, long expiresAt) {
    return Entry.of(Buffer.buffer(text), version, expiresAt);
  }

  @Test
  void comparesWhatReadersSee() {
    assertThat(Difference.between(value("v", 0, 0), value("v", 9, 0), NOW)).isEmpty();
    assertThat(Difference.between(Entry.ABSENT, Entry.tombstone(4), NOW)).isEmpty();
    assertThat(Difference.between(Entry.ABSENT, value("v", 4, NOW), NOW)).isEmpty();
    assertThat(Difference.between(value("v", 1, 0), Entry.tombstone(4), NOW))
        .contains(Difference.MISSING);
    assertThat(Difference.between(Entry.tombstone(4), value("v", 1, 0), NOW))
        .contains(Difference.EXTRA);
  }

  @Test
  void tellsWhichSideIsBehindByVersion() {
    assertThat(Difference.between(value("b", 2, 0), value("a", 1, 0), NOW))
        .contains(Difference.OLDER);
    assertThat(Difference.between(value("a", 1, 0), value("b", 2, 0), NOW))
        .contains(Difference.NEWER);
    assertThat(Difference.between(value("a", 0, 0), value("b", 2, 0), NOW))
        .contains(Difference.VALUE);
    assertThat(Difference.between(value("a", 2, 0), value("b", 2, 0), NOW))
        .contains(Difference.VALUE);
  }

  @Test // race R4
  void toleratesExpiryThatDiffersByLessThanASecond() {
    Entry one = value("v", 1, NOW + 10_000);

    assertThat(Difference.between(one, value("v", 1, NOW + 11_000), NOW)).isEmpty();
    assertThat(Difference.between(one, value("v", 1, NOW + 11_001), NOW)).contains(Difference.TTL);
    assertThat(Difference.between(one, value("v", 1, 0), NOW)).contains(Difference.TTL);
  }
}
