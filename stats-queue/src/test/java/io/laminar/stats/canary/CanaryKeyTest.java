package io.laminar.stats.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CanaryKeyTest {

  @Test
  void readsWhatItWrote() {
    var key = CanaryKey.of("7-\"1f", 1_000, 1_042);

    assertThat(CanaryKey.decode(key.encode())).isEqualTo(key);
    assertThat(key.lagMillis()).isEqualTo(42);
  }

  @Test
  void writesTheLayoutThatIsDocumented() {
    assertThat(CanaryKey.of("7-1f", 1_000, 1_042).encode())
        .isEqualTo(
            "{\"v\":1,\"bidder\":\"7-1f\",\"sentMillis\":1000,\"committedMillis\":1042,\"lagMillis\":42}");
  }

  @Test
  void hasNoNegativeLagWhenClocksDisagree() {
    assertThat(CanaryKey.of("b", 2_000, 1_000).lagMillis()).isZero();
  }

  @Test
  void passesOverFieldsItDoesNotKnow() {
    String text =
        "{\"v\":1,\"bidder\":\"b\",\"sentMillis\":1,\"committedMillis\":2,\"lagMillis\":1,\"n\":[]}";

    assertThat(CanaryKey.decode(text)).isEqualTo(CanaryKey.of("b", 1, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "not json",
        "{}",
        "{\"v\":2,\"bidder\":\"b\",\"sentMillis\":1,\"committedMillis\":2,\"lagMillis\":1}",
        "{\"v\":1,\"bidder\":7,\"sentMillis\":1,\"committedMillis\":2,\"lagMillis\":1}",
        "{\"v\":1,\"bidder\":\"b\",\"committedMillis\":2,\"lagMillis\":1}",
        "{\"v\":1,\"bidder\":\"b\",\"sentMillis\":1,\"committedMillis\":2,\"lagMillis\":-1}",
      })
  void refusesWhatIsNoCanary(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> CanaryKey.decode(text));
  }
}
