package io.laminar.migration.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

final class RowsTest {

  @Test
  void readsTheHexadecimalDigitsThatRedshiftSends() {
    assertThat(Rows.bytes("00ffC14c"))
        .isEqualTo(Buffer.buffer(new byte[] {0, -1, (byte) 0xC1, 0x4C}));
    assertThat(Rows.bytes("")).isEqualTo(Buffer.buffer());
  }

  @Test
  void readsTheBytesThatPostgresSends() {
    assertThat(Rows.bytes(Buffer.buffer("6162"))).isEqualTo(Buffer.buffer("6162"));
  }

  @Test
  void refusesTextThatIsNoDigits() {
    assertThatThrownBy(() -> Rows.bytes("plain")).isInstanceOf(IllegalArgumentException.class);
  }
}
