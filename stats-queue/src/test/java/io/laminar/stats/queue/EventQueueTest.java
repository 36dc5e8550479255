package io.laminar.stats.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.EventLoop;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Heartbeat;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.Subject;
import io.laminar.stats.event.Sums;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

final class EventQueueTest extends EventQueueFixture {

  @Test
  void completesOnTheCallersContextWhenKafkaHasTheNotice() {
    start(false, NEVER, NEVER, LONG);
    Promise<Context> completedOn = Promise.promise();
    Future<Void> published =
        loop.begin(
            () ->
                queue
                    .publish(notice("a"))
                    .onSuccess(done -> completedOn.complete(Vertx.currentContext())));
    await().until(() -> sent(Notice.class).size() == 1);
    assertThat(published.isComplete()).isFalse();
    assertThat(queue.depth()).isEqualTo(1);

    acknowledgeAll();

    EventLoop.wait(published);
    assertThat(EventLoop.wait(completedOn.future())).isSameAs(loop.context());
    assertThat(sent(Notice.class)).containsExactly(notice("a"));
    assertThat(queue.failed()).isZero();
    await().until(() -> queue.depth() == 0);
  }

  @Test
  void refusesAtOnceWhenTheBufferIsFull() {
    start(false, NEVER, NEVER, LONG);
    List<Future<Void>> taken =
        IntStream.range(0, BUFFER)
            .mapToObj(i -> loop.begin(() -> queue.publish(notice("n" + i))))
            .toList();

    Throwable failure = loop.failureOf(() -> queue.publish(notice("surplus")));

    assertThat(((EventQueueException) failure).kind()).isEqualTo(EventQueueException.Kind.FULL);
    assertThat(failure)
        .hasMessage("the event queue is full: 16 events wait for Kafka (queue.buffer)");
    assertThat(queue.failed()).isEqualTo(1);
    await().until(() -> sent(Notice.class).size() == BUFFER);
    acknowledgeAll();
    taken.forEach(EventLoop::wait);
    await().until(() -> queue.depth() == 0);
    Future<Void> next = loop.begin(() -> queue.publish(notice("next")));
    await().until(() -> sent(Notice.class).size() == BUFFER + 1);
    acknowledgeAll();
    EventLoop.wait(next);
  }

  @Test
  void failsAtTheDeadlineButKeepsThePlaceUntilKafkaAnswers() {
    start(false, NEVER, NEVER, Duration.ofMillis(60));

    Throwable failure = loop.failureOf(() -> queue.publish(notice("a")));

    assertThat(((EventQueueException) failure).kind()).isEqualTo(EventQueueException.Kind.LATE);
    assertThat(failure).hasMessage("no acknowledgement from Kafka within 60 ms");
    assertThat(queue.failed()).isEqualTo(1);
    assertThat(queue.depth()).isEqualTo(1);
    acknowledgeAll();
    await().until(() -> queue.depth() == 0);
    assertThat(queue.failed()).isEqualTo(1);
  }

  @Test
  void offersAgainWhatTheProducerCannotTakeNow() {
    start(true, NEVER, NEVER, LONG);
    kafka.sendException = new TimeoutException("the topic's partitions are not known");
    Future<Void> published = loop.begin(() -> queue.publish(notice("a")));
    await().until(() -> attempts.get() >= 3);
    assertThat(published.isComplete()).isFalse();

    kafka.sendException = null;

    EventLoop.wait(published);
    assertThat(sent(Notice.class)).hasSize(1);
  }

  @Test
  void doesNotSendANoticeThatWasGivenUpOnBeforeItsTurn() {
    start(true, NEVER, NEVER, Duration.ofMillis(200));
    kafka.sendException = new TimeoutException("away");
    int before = attempts.get();

    Future<Void> head = loop.begin(() -> queue.publish(notice("atTheHead")));
    await().until(() -> attempts.get() > before);
    Throwable second = loop.failureOf(() -> queue.publish(notice("behind")));
    Throwable first = loop.failureOf(() -> head);
    kafka.sendException = null;
    await().until(() -> queue.depth() == 0);

    assertThat(((EventQueueException) first).kind()).isEqualTo(EventQueueException.Kind.LATE);
    assertThat(((EventQueueException) second).kind()).isEqualTo(EventQueueException.Kind.LATE);
    assertThat(sent(Notice.class)).containsExactly(notice("atTheHead"));
  }

  @Test
  void sendsEverySendingOfANoticeToTheSamePartition() {
    start(true, NEVER, NEVER, LONG);

    loop.call(() -> queue.publish(notice("a")));
    loop.call(() -> queue.publish(notice("b")));
    loop.call(() -> queue.publish(notice("a")));

    assertThat(kafka.history())
        .filteredOn(record -> record.key() != null)
        .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
        .containsExactly("a", "b", "a");
  }

  @Test
  void tellsEveryPartitionThatItLeaves() {
    start(true, NEVER, NEVER, LONG);

    loop.call(queue::close);

    assertThat(sent(Heartbeat.class).stream().filter(Heartbeat::leaving)).hasSize(PARTITIONS);
  }

  @Test
  void sumsDealsBeyondTheBoundTogether() {
    start(true, NEVER, NEVER, LONG);
    FactSums sums = sumsOnLoop();

    onLoop(
        () -> {
          for (int i = 0; i < FactSums.MAX_CELLS + 100; i++) {
            sums.cell(Fact.BID, new Subject("c1", "", "deal" + i, "")).add(1);
          }
          sums.cell(Fact.BID, new Subject("c1", "", "deal7", "")).add(1);
          sums.flush();
        });

    await()
        .until(
            () -> {
              onLoop(sums::flush); // the buffer may have been full
              return total(Fact.BID) == FactSums.MAX_CELLS + 101;
            });
    assertThat(
            sent(Sums.class).stream()
                .flatMap(record -> record.deltas().stream())
                .filter(delta -> delta.subject().deal().equals("(other)"))
                .mapToLong(Sums.Delta::count)
                .sum())
        .isEqualTo(100);
  }

  @Test
  void saysWhyKafkaRefused() {
    start(false, NEVER, NEVER, LONG);
    Future<Void> published = loop.begin(() -> queue.publish(notice("a")));
    await().until(() -> sent(Notice.class).size() == 1);

    kafka.errorNext(new RecordTooLargeException("too large"));

    Throwable failure = loop.failureOf(() -> published);
    assertThat(((EventQueueException) failure).kind()).isEqualTo(EventQueueException.Kind.REFUSED);
    assertThat(failure).hasMessage("Kafka refused the notice: too large");
  }

  @Test
  void sendsSumsOfAFlushAsOneRecord() {
    start(true, Duration.ofMillis(20), NEVER, LONG);

    onLoop(
        () -> {
          FactSums sums = queue.sums();
          sums.cell(Fact.REQUEST, "").add(5);
          sums.cell(Fact.BID, "c1").add(2);
          sums.cell(Fact.BID, "c1").add(1);
          sums.cell(Fact.NO_BID, "late").add(0);
        });

    await().until(() -> !sent(Sums.class).isEmpty());
    assertThat(sent(Sums.class).get(0).deltas())
        .containsExactlyInAnyOrder(
            Sums.Delta.of(Fact.REQUEST, "", 5), Sums.Delta.of(Fact.BID, "c1", 3));
    assertThat(sent(Sums.class)).hasSize(1);
  }

  @Test
  void goesOnGatheringWhileSumsAreOnTheirWay() {
    start(false, NEVER, NEVER, LONG);
    FactSums sums = sumsOnLoop();
    FactSums.Cell cell = sums.cell(Fact.REQUEST, "");
    addAndFlush(sums, cell, 1);
    await().until(() -> sent(Sums.class).size() == 1);

    for (int i = 0; i < 10; i++) {
      addAndFlush(sums, cell, 10);
    }

    assertThat(queue.depth()).isEqualTo(1);
    acknowledgeAll();
    await().until(() -> queue.depth() == 0);
    addAndFlush(sums, cell, 0);
    await().until(() -> sent(Sums.class).size() == 2);
    assertThat(total(Fact.REQUEST)).isEqualTo(101);
  }

  @Test
  void losesNoSumsToAFullBuffer() {
    start(false, NEVER, NEVER, LONG);
    FactSums sums = sumsOnLoop();
    FactSums.Cell cell = sums.cell(Fact.REQUEST, "");
    List<Future<Void>> notices =
        IntStream.range(0, BUFFER)
            .mapToObj(i -> loop.begin(() -> queue.publish(notice("n" + i))))
            .toList();
    await().until(() -> sent(Notice.class).size() == BUFFER);

    addAndFlush(sums, cell, 7);
    assertThat(queue.depth()).isEqualTo(BUFFER);

    acknowledgeAll();
    notices.forEach(EventLoop::wait);
    await().until(() -> queue.depth() == 0);
    addAndFlush(sums, cell, 0);
    await().until(() -> total(Fact.REQUEST) == 7);
    assertThat(queue.lostFacts()).isZero();
  }

  @Test
  void tellsHowManyFactsWereLost() {
    start(false, Duration.ofMillis(10), NEVER, LONG);
    FactSums.Cell cell = cellOnLoop();
    add(cell, 7);
    await().until(() -> sent(Sums.class).size() == 1);

    kafka.errorNext(new RecordTooLargeException("too large"));

    await().until(() -> queue.lostFacts() == 7);
    add(cell, 1);
    await().until(() -> sent(Sums.class).size() == 2);
  }

  @Test
  void beatsThroughEveryPartitionWithoutPilingUp() {
    start(false, NEVER, Duration.ofMillis(15), LONG);
    await().until(() -> sent(Heartbeat.class).size() == PARTITIONS);

    awaitTicks(5, 15);

    assertThat(kafka.history())
        .extracting(ProducerRecord::partition)
        .containsExactlyInAnyOrder(0, 1, 2);
    acknowledgeAll();
    await().until(() -> sent(Heartbeat.class).size() >= 2 * PARTITIONS);
    assertThat(sent(Heartbeat.class)).allMatch(beat -> beat.sender().equals("test"));
  }

  @Test
  void sendsWhatHasGatheredBeforeItCloses() {
    start(true, NEVER, NEVER, LONG);
    FactSums.Cell cell = cellOnLoop();
    add(cell, 9);
    List<Future<Void>> notices =
        IntStream.range(0, 10)
            .mapToObj(i -> loop.begin(() -> queue.publish(notice("n" + i))))
            .toList();
    onLoop(() -> {});

    loop.call(queue::close);

    notices.forEach(EventLoop::wait);
    assertThat(total(Fact.REQUEST)).isEqualTo(9);
    assertThat(kafka.closed()).isTrue();
    loop.call(queue::close);
    Throwable failure = loop.failureOf(() -> queue.publish(notice("after")));
    assertThat(((EventQueueException) failure).kind()).isEqualTo(EventQueueException.Kind.CLOSED);
  }

  @Test
  void closesInBoundedTimeWhenKafkaTakesNothingAndTellsWhatWasLost() {
    start(true, NEVER, NEVER, Duration.ofMillis(100));
    FactSums.Cell cell = cellOnLoop();
    kafka.sendException = new TimeoutException("away");
    add(cell, 9);
    Future<Void> notice = loop.begin(() -> queue.publish(notice("a")));

    long begun = System.nanoTime();
    loop.call(queue::close);

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    assertThat(loop.failureOf(() -> notice)).isInstanceOf(EventQueueException.class);
    assertThat(queue.lostFacts()).isEqualTo(9);
    assertThat(queue.depth()).isZero();
  }
}
