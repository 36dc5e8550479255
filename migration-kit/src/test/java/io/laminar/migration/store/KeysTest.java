package io.laminar.migration.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KeysTest {

  @Test
  void countsBytesOfUtf8AndThePrefix() {
    assertThat(Keys.requireLegal("é".repeat(120), 10)).hasSize(120);
    assertThatThrownBy(() -> Keys.requireLegal("é".repeat(121), 10))
        .hasMessageContaining("1..240")
        .hasMessageContaining("242");
  }

  @Test
  void agreesWithTheEncoderOnEveryLegalKey() {
    var random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      String key = randomKey(random);
      int bytes = key.getBytes(StandardCharsets.UTF_8).length;

      boolean accepted = true;
      try {
        Keys.requireLegal(key, 0);
      } catch (IllegalArgumentException e) {
        accepted = false;
      }

      assertThat(accepted).as("%s of %d bytes", key, bytes).isEqualTo(bytes <= Keys.MAX_BYTES);
    }
  }

  private static String randomKey(Random random) {
    int length = 1 + random.nextInt(130);
    var key = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int[] ranges = {0x21 + random.nextInt(0x5e), 0xa1 + random.nextInt(0x700), 0x4e00, 0x1f511};
      key.appendCodePoint(ranges[random.nextInt(ranges.length)]);
    }
    return key.toString();
  }
}
