package io.laminar.migration.proxy.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "*, anything, true",
    "user:*, user:1, true",
    "user:*, users:1, false",
    "*:1, user:1, true",
    "*a*b*, xxaxxbxx, true",
    "*a*b, xxaxxbxx, false",
    "h?llo, hello, true",
    "h?llo, hllo, false",
    "h[ae]llo, hallo, true",
    "h[ae]llo, hillo, false",
    "h[^e]llo, hello, false",
    "h[^e]llo, hallo, true",
    "h[a-c]llo, hbllo, true",
    "h[c-a]llo, hbllo, true",
    "h[a-c]llo, hdllo, false",
    "h[\\]]llo, h]llo, true",
    "h\\*llo, h*llo, true",
    "h\\*llo, hello, false",
    "h[a, ha, true",
    "hello, hello, true",
    "hello, hell, false",
    "hell, hello, false",
  })
  void matchesAsRedisDoes(String pattern, String text, boolean matches) {
    assertThat(glob(pattern).matches(text)).isEqualTo(matches);
  }

  @Test
  void matchesBytesNotCharacters() {
    assertThat(glob("??").matches("ä")).isTrue();
    assertThat(glob("?").matches("ä")).isFalse();
  }

  @Test
  @Timeout(60)
  void needsLittleTimeForAPatternThatTriesMuch() {
    assertThat(glob("*a".repeat(200) + "b").matches("a".repeat(250))).isFalse();
  }

  private static Glob glob(String pattern) {
    return new Glob(pattern.getBytes(StandardCharsets.UTF_8));
  }
}
