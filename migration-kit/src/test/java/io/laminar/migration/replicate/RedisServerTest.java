package io.laminar.migration.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class RedisServerTest {

  @Test
  void takesWhatAnAddressLeavesOutForWhatAServerTakesItFor() {
    assertThat(RedisServer.of("redis://a")).isEqualTo(new RedisServer("a", 6379, "", "", 0));
  }

  @Test
  void knowsUserPasswordAndDatabaseWhereverTheyAre() {
    var expected = new RedisServer("a", 1, "me", "s+ c/ret", 3);

    assertThat(RedisServer.of("redis://me:s+%20c%2Fret@a:1/3")).isEqualTo(expected);
    assertThat(RedisServer.of("redis://a:1?user=me&password=s+%20c%2Fret&db=3"))
        .isEqualTo(expected);
    assertThat(RedisServer.of("redis://:secret@a").user()).isEmpty();
    assertThat(RedisServer.of("redis://secret@a").password()).isEqualTo("secret");
  }

  @Test
  void refusesAnAddressWithoutAHost() {
    assertThatThrownBy(() -> RedisServer.of("redis:///0")).hasMessageContaining("name a host");
  }

  @Test
  void readsWhatAServerSaysOfItself() {
    RedisRole role =
        RedisRole.of(
            "# Replication\r\nrole:slave\r\nmaster_host:a\r\nmaster_port:6379\r\n"
                + "master_link_status:down\r\nmaster_sync_in_progress:1\r\n"
                + "master_sync_left_bytes:77\r\nslave_repl_offset:5\r\n");

    assertThat(role.follows(RedisServer.of("redis://a"))).isTrue();
    assertThat(role.follows(RedisServer.of("redis://b"))).isFalse();
    assertThat(role.isLinked()).isFalse();
    assertThat(role.isCopying()).isTrue();
    assertThat(role.copyLeft()).isEqualTo("full copy, 77 bytes to go");
    assertThat(role.applied()).isEqualTo(5);
    assertThat(role.downFor()).isEmpty();
  }

  @Test
  void saysNothingOfBytesThatALeaderWithoutAFileDoesNotKnow() {
    assertThat(RedisRole.of("role:slave\r\nmaster_sync_left_bytes:-1\r\n").copyLeft())
        .isEqualTo("full copy");
  }
}
