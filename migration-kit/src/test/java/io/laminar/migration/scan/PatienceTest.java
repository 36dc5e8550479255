package io.laminar.migration.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.scan.Patience.StoppedException;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PatienceTest {

  private final EventLoop loop = new EventLoop();
  private final Patience patience = new Patience(loop.vertx());
  private final AtomicInteger attempts = new AtomicInteger();

  @AfterEach
  void close() {
    loop.close();
  }

  private Future<String> failing(Kind kind, int times) {
    return attempts.incrementAndGet() > times
        ? Future.succeededFuture("answer")
        : Future.failedFuture(new StoreException(kind, "redis", "get", "down", null));
  }

  @Test
  void triesAgainWhileAStoreIsAway() {
    assertThat(loop.call(() -> patience.insist("read", () -> failing(Kind.UNREACHABLE, 2))))
        .isEqualTo("answer");
    assertThat(attempts).hasValue(3);
    assertThat(patience.waitingFor()).isEmpty();
  }

  @Test
  void saysWhatItWaitsForAndStopsWhenTold() {
    Future<String> waiting =
        loop.begin(() -> patience.insist("read", () -> failing(Kind.LATE, 1_000)));

    Awaitility.await().until(() -> !patience.waitingFor().isEmpty());
    assertThat(patience.waitingFor()).isEqualTo("read: redis: get: down");
    patience.stop();
    assertThat(loop.failureOf(() -> waiting)).isInstanceOf(StoppedException.class);
  }

  @Test
  void doesNotRepeatWhatTheStoreRefused() {
    assertThat(loop.failureOf(() -> patience.insist("read", () -> failing(Kind.REFUSED, 1_000))))
        .isInstanceOf(StoreException.class);
    assertThat(attempts).hasValue(1);
  }
}
