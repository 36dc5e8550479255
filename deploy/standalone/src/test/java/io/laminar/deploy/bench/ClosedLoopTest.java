package io.laminar.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.EventLoop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {

  private final EventLoop loop = new EventLoop();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void close() {
    loop.close();
  }

  private Future<Void> call() {
    asked.incrementAndGet();
    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    return loop.vertx().timer(1).onComplete(answer -> underWay.decrementAndGet());
  }

  @Test
  void keepsAsManyCallsUnderWayAsThereAreCallers() {
    ClosedLoop.Tally tally = loop.call(() -> ClosedLoop.run(8, Duration.ofMillis(100), this::call));

    assertThat(most).hasValue(8);
    assertThat(underWay).hasValue(0);
    assertThat(tally.answers()).isEqualTo(asked.get());
    assertThat(tally.nanos()).isGreaterThanOrEqualTo(Duration.ofMillis(100).toNanos());
  }

  @Test
  void weighsTurnsByWhatTheyLasted() {
    var quick = ClosedLoop.Tally.of(90, Duration.ofMillis(100).toNanos());
    var slow = ClosedLoop.Tally.of(30, Duration.ofMillis(300).toNanos());

    assertThat(quick.plus(slow).perSecond()).isEqualTo(300);
  }

  @Test
  void passesOverAFailureOfAShortTurnAmongManyAnswersOfTheOthers() {
    var failure = new IllegalStateException("late");
    var unlucky = new ClosedLoop.Tally(20, 1, failure, 1);

    assertThat(unlucky.isSpoilt()).isTrue();
    assertThat(unlucky.plus(ClosedLoop.Tally.of(100, 1)).isSpoilt()).isFalse();
    assertThat(unlucky.plus(ClosedLoop.Tally.of(100, 1)).lastFailure()).isSameAs(failure);
  }

  @Test
  void endsEarlyWhenTooManyCallsFail() {
    ClosedLoop.Tally tally =
        loop.call(
            () ->
                ClosedLoop.run(1, Duration.ofHours(1), () -> Future.failedFuture("out of order")));

    assertThat(tally.isSpoilt()).isTrue();
    assertThat(tally.lastFailure()).hasMessage("out of order");
  }
}
