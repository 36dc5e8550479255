package io.laminar.stats.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.EventLoop;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Notice;
import io.laminar.stats.queue.EventQueueException.Kind;
import io.laminar.stats.spill.SpillOptions;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notices go to the disk while Kafka is away, and from there to Kafka. */
final class SpillingQueueTest extends EventQueueFixture {

  private static final long PLENTY = 1 << 20;

  @TempDir Path folder;

  @Test
  void acknowledgesFromTheDiskWhatKafkaDoesNotAcknowledge() {
    startSpilling(false, PLENTY);

    loop.call(() -> queue.publish(notice("a")));

    assertThat(queue.kept()).isEqualTo(1);
    assertThat(queue.keptBytes()).isPositive();
    assertThat(queue.failed()).isZero();
  }

  @Test
  void goesStraightToTheDiskWhileKafkaIsAway() {
    startSpilling(false, PLENTY);
    loop.call(() -> queue.publish(notice("first")));
    int sent = sent(Notice.class).size();

    publishAll("more", 40); // more than the buffer holds

    assertThat(queue.kept()).isEqualTo(41);
    assertThat(sent(Notice.class)).hasSize(sent);
  }

  @Test
  void handsWhatItKeptToKafkaInOrderWhenThatIsBack() {
    startSpilling(false, PLENTY);
    loop.call(() -> queue.publish(notice("first")));
    publishAll("kept", 30);
    List<String> before = ids();

    acknowledgeUntilReplayed(31);

    assertThat(ids().subList(before.size(), ids().size()))
        .containsExactlyElementsOf(
            IntStream.range(-1, 30).mapToObj(i -> i < 0 ? "first" : "kept" + i).toList());
    await().until(() -> queue.keptBytes() == 0);
  }

  @Test
  void sendsWhatIsNewBesideWhatItKept() {
    startSpilling(false, PLENTY);
    loop.call(() -> queue.publish(notice("kept")));
    acknowledgeUntilReplayed(1);

    Future<Void> next = loop.begin(() -> queue.publish(notice("new")));
    await()
        .until(
            () -> {
              acknowledgeAll();
              return next.isComplete();
            });

    assertThat(next.succeeded()).isTrue();
    assertThat(ids()).endsWith("new");
  }

  @Test
  void handsOverWhatTheProcessBeforeItLeft() {
    startSpilling(false, PLENTY);
    loop.call(() -> queue.publish(notice("first")));
    publishAll("left", 5);
    Future<Void> closed = loop.begin(queue::close);
    EventLoop.wait(closed);
    assertThat(queue.keptBytes()).isPositive();

    startSpilling(true, PLENTY);

    await().until(() -> queue.replayed() == 6);
    assertThat(ids()).containsExactly("first", "left0", "left1", "left2", "left3", "left4");
    await().until(() -> queue.keptBytes() == 0);
  }

  @Test
  void keepsOnClosingWhatKafkaNeverTook() {
    startSpilling(true, PLENTY);
    kafka.sendException = new TimeoutException("away");
    List<Future<Void>> waiting =
        IntStream.range(0, 10)
            .mapToObj(i -> loop.begin(() -> queue.publish(notice("n" + i))))
            .toList();

    EventLoop.wait(loop.begin(queue::close));

    waiting.forEach(EventLoop::wait);
    startSpilling(true, PLENTY);
    await().until(() -> queue.replayed() == 10);
  }

  @Test
  void failsClearlyWhenTheDiskMayHoldNoMore() {
    startSpilling(false, 100);

    Throwable failure =
        loop.failureOf(
            () -> queue.publish(notice("a")).compose(kept -> queue.publish(notice("b"))));

    assertThat(((EventQueueException) failure).kind()).isEqualTo(Kind.UNKEPT);
    assertThat(failure)
        .hasMessageStartingWith("Kafka does not acknowledge it, and the disk cannot take it: ")
        .hasMessageContaining("may hold 100 (queue.spill-limit)");
    assertThat(queue.failed()).isEqualTo(1);
  }

  @Test
  void dropsNoSumsMeanwhile() {
    startSpilling(false, PLENTY);
    FactSums sums = sumsOnLoop();
    FactSums.Cell cell = sums.cell(Fact.REQUEST, "");
    loop.call(() -> queue.publish(notice("a")));
    addAndFlush(sums, cell, 7);
    addAndFlush(sums, cell, 8);

    acknowledgeUntilReplayed(1);
    addAndFlush(sums, cell, 0);

    await()
        .until(
            () -> {
              acknowledgeAll();
              return total(Fact.REQUEST) == 15;
            });
    assertThat(queue.lostFacts()).isZero();
  }

  private void startSpilling(boolean acknowledges, long limitBytes) {
    var spill = new SpillOptions(Optional.of(folder), limitBytes, Duration.ofMillis(30));
    start(acknowledges, NEVER, NEVER, Duration.ofSeconds(20), spill);
  }

  private void publishAll(String prefix, int count) {
    for (int from = 0; from < count; from += BUFFER) {
      int first = from;
      loop.call(
          () ->
              Future.all(
                  IntStream.range(first, Math.min(first + BUFFER, count))
                      .mapToObj(i -> queue.publish(notice(prefix + i)))
                      .toList()));
    }
  }

  private void acknowledgeUntilReplayed(long count) {
    await()
        .until(
            () -> {
              acknowledgeAll();
              return queue.replayed() == count;
            });
  }

  private List<String> ids() {
    return sent(Notice.class).stream().map(Notice::id).toList();
  }
}
