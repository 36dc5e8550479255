package io.laminar.migration.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.EventLoop;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PaceTest {

  private final EventLoop loop = new EventLoop();
  private final AtomicLong nanos = new AtomicLong();

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void letsAnUnlimitedJobGoOnAtOnce() {
    var pace = new Pace(loop.vertx(), 0, nanos::get);

    assertThat(pace.after(1_000_000).isComplete()).isTrue();
  }

  @Test
  void holdsAJobThatIsAheadOfItsRate() {
    var pace = new Pace(loop.vertx(), 1_000, nanos::get);

    assertThat(loop.call(() -> Future.succeededFuture(pace.after(500).isComplete()))).isFalse();
    nanos.addAndGet(600_000_000);
    assertThat(loop.call(() -> Future.succeededFuture(pace.after(10).isComplete()))).isTrue();
  }

  @Test
  void doesNotCatchUpWithABurst() {
    var pace = new Pace(loop.vertx(), 1_000, nanos::get);
    nanos.addAndGet(3_600_000_000_000L);

    assertThat(loop.call(() -> Future.succeededFuture(pace.after(250).isComplete()))).isTrue();
    assertThat(loop.call(() -> Future.succeededFuture(pace.after(250).isComplete()))).isFalse();
  }

  @Test
  void holdsAPausedJobUntilItIsResumed() {
    var pace = new Pace(loop.vertx(), 0, nanos::get);
    pace.pause();
    Future<Void> waiting = pace.after(1);

    assertThat(waiting.isComplete()).isFalse();
    pace.resume();
    assertThat(waiting.succeeded()).isTrue();
    assertThat(pace.isPaused()).isFalse();
  }
}
