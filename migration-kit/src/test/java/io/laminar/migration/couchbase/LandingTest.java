package io.laminar.migration.couchbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LandingTest {

  private final EventLoop loop = new EventLoop();
  private final Landing landing = new Landing(loop.context());

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void bringsAnAnswerOfAnotherThreadToItsContext() {
    Context where =
        loop.call(
            () ->
                landing
                    .bring(CompletableFuture.supplyAsync(() -> "answer"))
                    .map(answer -> Vertx.currentContext()));

    assertThat(where).isSameAs(loop.context());
  }

  @Test
  void bringsAFailureToo() {
    var failure = new IllegalStateException("down");

    assertThat(loop.failureOf(() -> landing.bring(CompletableFuture.failedFuture(failure))))
        .isSameAs(failure);
  }

  @Test
  void doesNotLetAnAnswerWaitForOneThatIsSlow() {
    var never = new CompletableFuture<String>();
    Future<String> slow = landing.bring(never);

    assertThat(loop.call(() -> landing.bring(CompletableFuture.completedFuture("quick"))))
        .isEqualTo("quick");
    assertThat(slow.isComplete()).isFalse();
  }

  @Test
  void losesNoneOfManyAnswersFromManyThreads() throws Exception {
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      answers.add(new CompletableFuture<>());
    }
    Future<Integer> sum =
        loop.begin(
            () ->
                Future.all(answers.stream().map(landing::bring).toList())
                    .map(all -> all.<Integer>list().stream().mapToInt(i -> i).sum()));

    var next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      var thread =
          new Thread(
              () -> {
                for (int i = next.getAndIncrement(); i < 20_000; i = next.getAndIncrement()) {
                  answers.get(i).complete(i);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(EventLoop.wait(sum)).isEqualTo(19_999 * 10_000);
  }
}
