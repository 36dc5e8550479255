package io.laminar.migration.couchbase;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KeyOrderTest {

  private static final List<String> LETTERS =
      List.of("a", "b", "~", "é", "ж", "鍵", "\uffee", "🔑", "\ud7ff", "\ue000");

  @Test
  void ordersKeysAsTheirBytesInUtf8() {
    var random = new Random(11);
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      var key = new StringBuilder();
      for (int letters = random.nextInt(4); letters >= 0; letters--) {
        key.append(LETTERS.get(random.nextInt(LETTERS.size())));
      }
      keys.add(key.toString());
    }
    List<String> byBytes = new ArrayList<>(keys);
    byBytes.sort(
        (one, other) ->
            Arrays.compareUnsigned(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));

    keys.sort(KeyOrder.INSTANCE);

    assertThat(keys).isEqualTo(byBytes);
  }
}
