package io.laminar.stats.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class OutboxTest {

  private static final long LONG = TimeUnit.SECONDS.toNanos(20);

  @Test
  void keepsPlacesTakenUntilTheyAreReleased() {
    var outbox = new Outbox(2);

    assertThat(outbox.offer(new Numbered(0, 0))).isTrue();
    assertThat(outbox.offer(new Numbered(0, 1))).isTrue();
    assertThat(outbox.offer(new Numbered(0, 2))).isFalse();
    assertThat(outbox.take(0)).isEqualTo(new Numbered(0, 0));
    assertThat(outbox.offer(new Numbered(0, 2))).isFalse();
    outbox.release();
    assertThat(outbox.offer(new Numbered(0, 2))).isTrue();
    assertThat(outbox.depth()).isEqualTo(2);
  }

  @Test
  void losesNothingAndKeepsEachSendersOrderUnderContention() throws InterruptedException {
    int senders = 4;
    int each = 20_000;
    var outbox = new Outbox(64);
    var refused = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int sender = 0; sender < senders; sender++) {
      int number = sender;
      var thread =
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  while (!outbox.offer(new Numbered(number, i))) {
                    refused.incrementAndGet();
                    Thread.yield();
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }

    int[] next = new int[senders];
    for (int taken = 0; taken < senders * each; ) {
      Outgoing item = outbox.take(LONG);
      if (item instanceof Numbered numbered) {
        assertThat(numbered.number()).isEqualTo(next[numbered.sender()]);
        next[numbered.sender()]++;
        taken++;
        assertThat(outbox.depth()).isLessThanOrEqualTo(64 + senders);
        outbox.release();
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(next).containsOnly(each);
    assertThat(outbox.depth()).isZero();
  }

  @Test
  void wakesTheTakerWhenSomethingComes() throws InterruptedException {
    var outbox = new Outbox(1);
    var taken = new ArrayList<Outgoing>();
    var taker =
        new Thread(
            () -> {
              Outgoing item = null;
              while (item == null) {
                item = outbox.take(LONG);
              }
              taken.add(item);
            });
    taker.start();
    while (taker.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }

    long begun = System.nanoTime();
    outbox.offer(new Numbered(0, 7));
    taker.join();

    assertThat(taken).containsExactly(new Numbered(0, 7));
    assertThat(System.nanoTime() - begun).isLessThan(LONG / 2);
  }

  private record Numbered(int sender, int number) implements Outgoing {
    @Override
    public void sendThrough(KafkaSender kafka) {
      throw new AssertionError("not sent here");
    }

    @Override
    public void abandon() {
      throw new AssertionError("not abandoned here");
    }
  }
}
