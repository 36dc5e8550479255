package io.laminar.stats.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CanaryKeyTest {

  @Test
  void readsWhatItWrote() {
    var key = CanaryKey.of("7-\"1f", 1_000, 1_042, 17, List.of("7-\"1f", "8"));

    assertThat(CanaryKey.decode(key.encode())).isEqualTo(key);
    assertThat(key.lagMillis()).isEqualTo(42);
  }

  @Test
  void writesTheLayoutThatIsDocumented() {
    assertThat(CanaryKey.of("7-1f", 1_000, 1_042, 17, List.of("7-1f", "8-a0")).encode())
        .isEqualTo(
            "{\"v\":1,\"bidder\":\"7-1f\",\"sentMillis\":1000,\"committedMillis\":1042,"
                + "\"lagMillis\":42,\"ageMillis\":17,\"bidders\":[\"7-1f\",\"8-a0\"]}");
  }

  @Test
  void standsOnlyForThoseItNames() {
    var key = CanaryKey.of("a", 1, 2, 0, List.of("a", "b"));

    assertThat(key.standsFor("b")).isTrue();
    assertThat(key.standsFor("c")).isFalse();
    assertThat(CanaryKey.of("a", 1, 2).standsFor("c")).isTrue(); // of a writer that does not tell
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
        "{\"v\":1,\"bidder\":\"b\",\"sentMillis\":1,\"committedMillis\":2,\"lagMillis\":1,\"bidders\":[1]}",
      })
  void refusesWhatIsNoCanary(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> CanaryKey.decode(text));
  }
}
