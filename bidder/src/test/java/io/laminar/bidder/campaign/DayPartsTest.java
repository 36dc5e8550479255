package io.laminar.bidder.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class DayPartsTest {

  @Test
  void countsHoursFromMondayInTheZoneThatIsMeant() {
    var open = new BitSet();
    open.set(0); // Monday from 0 to 1
    var parts = new DayParts(open, ZoneOffset.UTC, false);
    long monday = Instant.parse("2026-11-23T00:30:00Z").toEpochMilli();

    assertThat(parts.isOpen(monday, 0)).isTrue();
    assertThat(parts.isOpen(monday, 3_600)).isFalse();
    assertThat(parts.isOpen(monday - 3_600_000, 3_600)).isTrue();
    assertThat(parts.isOpen(monday - 3_600_000, 0)).isFalse();
    assertThat(DayParts.ALL.isAlways()).isTrue();
    assertThat(parts.isAlways()).isFalse();
  }
}
