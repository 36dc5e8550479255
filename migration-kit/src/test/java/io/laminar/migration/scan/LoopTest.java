package io.laminar.migration.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoopTest {

  private static final int MANY = 300_000;

  private final EventLoop loop = new EventLoop();
  private final AtomicInteger rounds = new AtomicInteger();

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void goesRoundOnOneStackWhenStepsAreDoneAtOnce() {
    loop.call(() -> Loop.until(() -> Future.succeededFuture(rounds.incrementAndGet() == MANY)));

    assertThat(rounds).hasValue(MANY);
  }

  @Test
  void goesRoundOnOneStackWhenStepsAreDoneLater() {
    loop.call(
        () ->
            Loop.until(
                () -> {
                  Promise<Boolean> later = Promise.promise();
                  loop.context()
                      .runOnContext(here -> later.complete(rounds.incrementAndGet() == MANY));
                  return later.future();
                }));

    assertThat(rounds).hasValue(MANY);
  }

  @Test
  void endsWithTheFirstFailure() {
    assertThat(
            loop.failureOf(
                () ->
                    Loop.until(
                        () ->
                            rounds.incrementAndGet() == 3
                                ? Future.failedFuture("third")
                                : Future.succeededFuture(false))))
        .hasMessage("third");
    assertThat(
            loop.failureOf(
                () ->
                    Loop.until(
                        () -> {
                          throw new IllegalStateException("thrown");
                        })))
        .hasMessage("thrown");
    assertThat(rounds).hasValue(3);
  }
}
