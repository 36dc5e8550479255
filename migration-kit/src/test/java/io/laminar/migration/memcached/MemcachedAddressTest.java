package io.laminar.migration.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemcachedAddressTest {

  @Test
  void knowsThePortThatIsUsual() {
    assertThat(MemcachedAddress.parse("memcached://cache.local"))
        .isEqualTo(new MemcachedAddress("cache.local", 11_211, "", ""));
  }

  @Test
  void readsPortUserAndPassword() {
    assertThat(MemcachedAddress.parse("memcached://me:p%40ss:word@10.0.0.1:2222/"))
        .isEqualTo(new MemcachedAddress("10.0.0.1", 2_222, "me", "p@ss:word"));
  }

  @Test
  void readsAnAddressOfTheSixthVersion() {
    MemcachedAddress address = MemcachedAddress.parse("memcached://[::1]:2222");

    assertThat(address.host()).isEqualTo("::1");
    assertThat(address).hasToString("memcached://[::1]:2222");
  }

  @Test
  void neverShowsThePassword() {
    assertThat(MemcachedAddress.parse("memcached://me:secret@host"))
        .hasToString("memcached://host:11211");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://host",
        "memcached://",
        "memcached:host",
        "memcached://host/0",
        "memcached://me:sec ret@host",
        "memcached://secret@host",
        "memcached://:secret@host"
      })
  void refusesWhatItDoesNotUnderstandWithoutShowingThePassword(String text) {
    assertThatThrownBy(() -> MemcachedAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("memcached://[user:password@]host[:port]")
        .hasMessageNotContaining("secret")
        .hasMessageNotContaining("sec ret")
        .hasNoCause();
  }
}
