package io.laminar.migration.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.StoreException.Kind;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class RedisFailureTest {

  private static RedisFailure of(String message) {
    return RedisFailure.of(new RuntimeException(message));
  }

  @Test
  void findsTheCodeBehindWhatAScriptPutsBeforeIt() {
    RedisFailure failure =
        of("ERR Error running script (call to f_0a): @user_script:3: -OOM command not allowed");

    assertThat(failure.kind()).isEqualTo(Kind.OVERLOADED);
    assertThat(failure.reason()).startsWith("OOM command not allowed; ").contains("maxmemory");
  }

  @Test
  void namesTheFirstOfManyThatFailed() {
    RedisFailure failure =
        of("ERR [3] WRONGTYPE Operation against a key\nERR [4] WRONGTYPE Operation against a key");

    assertThat(failure.index()).isEqualTo(3);
    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure.reason())
        .startsWith("WRONGTYPE Operation against a key; ")
        .doesNotContain("\n");
  }

  @Test
  void namesTheKeyOfACallThatTouchesMany() {
    RedisFailure failure = of("ERR [3] [17] @user_script: 9: WRONGTYPE Operation against a key");

    assertThat(failure.index()).isEqualTo(3);
    assertThat(failure.key()).isEqualTo(17);
    assertThat(failure.reason()).startsWith("WRONGTYPE Operation against a key; ");
  }

  @Test
  void takesALostConnectionForALateAnswer() {
    assertThat(RedisFailure.of(new IOException("Connection reset")).kind()).isEqualTo(Kind.LATE);
    assertThat(of("CONNECTION_CLOSED").kind()).isEqualTo(Kind.LATE);
    assertThat(of("ERR [0] CONNECTION_CLOSED\nERR [1] CONNECTION_CLOSED").kind())
        .isEqualTo(Kind.LATE);
    assertThat(of("ERR [0] java.io.IOException: Connection reset").kind()).isEqualTo(Kind.LATE);
  }

  @Test
  void waitsForAServerThatWillBeReady() {
    assertThat(of("LOADING Redis is loading the dataset in memory").kind())
        .isEqualTo(Kind.UNREACHABLE);
    assertThat(of("READONLY You can't write against a read only replica.").kind())
        .isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void givesAdviceOnAServerThatCannotBeReached() {
    RedisFailure failure =
        RedisFailure.ofConnecting(new IOException("Connection refused: /127.0.0.1:1"));

    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure.reason()).contains("127.0.0.1:1").contains("check that the server runs");
  }

  @Test
  void passesOnWhatItDoesNotKnow() {
    assertThat(of("ERR syntax error"))
        .isEqualTo(new RedisFailure(Kind.REFUSED, "ERR syntax error", -1, 0));
  }
}
