package io.laminar.migration.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ReconnectionTest {

  private long nanos = Long.MAX_VALUE - 5; // overflows soon: instants are only ever subtracted
  private final Reconnection reconnection = new Reconnection(() -> nanos, bound -> bound / 2);

  @Test
  void admitsEverybodyWhileTheServerIsThere() {
    assertThat(reconnection.admits()).isTrue();
    assertThat(reconnection.admits()).isTrue();
  }

  @Test
  void admitsNobodyForAWhileAndThenOne() {
    reconnection.failed("refused");

    assertThat(reconnection.admits()).isFalse();
    assertThat(reconnection.reason()).isEqualTo("refused");
    pass(29);
    assertThat(reconnection.admits()).isFalse();
    pass(1);
    assertThat(reconnection.admits()).isTrue();
    assertThat(reconnection.admits()).isFalse();
  }

  @Test
  void waitsTwiceAsLongAfterEachAttemptUpToASecond() {
    reconnection.failed("refused");
    for (long wait = 30; wait < 1_500; wait = Math.min(1_500, wait * 2)) {
      pass(wait - 1);
      assertThat(reconnection.admits()).as("before " + wait).isFalse();
      pass(1);
      assertThat(reconnection.admits()).as("after " + wait).isTrue();
      reconnection.failed("refused");
    }
  }

  @Test
  void takesFailuresOfOneMomentForOne() {
    reconnection.failed("refused");
    reconnection.failed("refused");
    reconnection.failed("refused");

    pass(30);
    assertThat(reconnection.admits()).isTrue();
  }

  @Test
  void admitsEverybodyAgainOnceOneGotThrough() {
    reconnection.failed("refused");
    pass(30);
    reconnection.admits();
    reconnection.reached();

    assertThat(reconnection.admits()).isTrue();
    assertThat(reconnection.admits()).isTrue();
    reconnection.failed("refused");
    pass(30);
    assertThat(reconnection.admits()).as("waits as short as at first").isTrue();
  }

  private void pass(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
