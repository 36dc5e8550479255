package io.laminar.stats.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.EventLoop;
import io.laminar.stats.event.Event;
import io.laminar.stats.event.EventCodec;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.event.Sums;
import io.laminar.stats.topic.EventTopic;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AggregatorTest {

  private static final EventTopic TOPIC = new EventTopic("events", "id", 2);
  private static final TopicPartition P0 = new TopicPartition("events", 0);
  private static final TopicPartition P1 = new TopicPartition("events", 1);

  private final EventLoop loop = new EventLoop();
  private final MemoryLedger ledger = new MemoryLedger();
  private final AtomicLong now = new AtomicLong(1_000);
  private MockConsumer<byte[], byte[]> kafka = consumer();
  private Aggregator aggregator;

  @AfterEach
  void close() {
    if (aggregator != null) {
      loop.call(aggregator::close);
    }
    loop.close();
  }

  @Test
  void countsFromWhereTheBooksEnd() {
    ledger.moveTo(0, 2);
    start();
    give(P0, P1);
    for (int offset = 0; offset < 5; offset++) {
      put(P0, offset, requests(10));
      put(P1, offset, requests(1));
    }

    await().until(() -> ledger.end(0) == 5 && ledger.end(1) == 5);
    assertThat(ledger.total("REQUEST")).isEqualTo(35);
    assertThat(aggregator.status().records()).isEqualTo(8);
    assertThat(aggregator.status().partitions()).isEqualTo(2);
  }

  @Test
  void triesAgainWhileTheBooksAreAwayAndSaysSo() {
    start();
    ledger.refuse(Integer.MAX_VALUE);
    give(P0);
    put(P0, 0, requests(10));

    await().until(() -> aggregator.status().trouble().contains("the books are away"));
    ledger.refuse(0);
    await().until(() -> ledger.end(0) == 1);
    assertThat(ledger.total("REQUEST")).isEqualTo(10);
    await().until(() -> aggregator.status().trouble().isEmpty());
  }

  @Test
  void countsOnceWhatWasEnteredWithoutAnAnswer() {
    start();
    give(P0);
    ledger.loseAnswers(1);
    put(P0, 0, requests(10));
    put(P0, 1, requests(10));

    await().until(() -> ledger.end(0) == 2);
    put(P0, 2, requests(10));
    await().until(() -> ledger.end(0) == 3);
    assertThat(ledger.total("REQUEST")).isEqualTo(30);
    assertThat(aggregator.status().overtaken()).isPositive();
  }

  @Test
  void goesOnWhereAnotherAggregatorMovedTheBooks() {
    start();
    give(P0);
    put(P0, 0, requests(10));
    await().until(() -> ledger.end(0) == 1);

    ledger.moveTo(0, 3); // the records 1 and 2 were counted by someone else
    for (int offset = 1; offset < 5; offset++) {
      put(P0, offset, requests(100));
    }

    await().until(() -> ledger.end(0) == 5);
    assertThat(ledger.total("REQUEST")).isEqualTo(210);
  }

  @Test
  void keepsARecordThatTheBooksCannotHoldApartFromItsNeighbours() {
    start();
    give(P0);
    put(P0, 0, notice("a"), notice("b"), notice(MemoryLedger.UNSTORABLE), notice("c"), notice("a"));

    await().until(() -> ledger.end(0) == 5);
    assertThat(ledger.noticeIds()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(ledger.deadLetters()).hasSize(1);
    assertThat(ledger.deadLetters().get(0).offset()).isEqualTo(2);
    assertThat(ledger.deadLetters().get(0).reason()).isEqualTo("cannot be stored");
    assertThat(aggregator.status().deadLetters()).isEqualTo(1);
    assertThat(aggregator.status().newNotices()).isEqualTo(3);
    assertThat(aggregator.status().duplicateNotices()).isEqualTo(1);
  }

  @Test
  void keepsNoticesApartThatAreOlderThanWhatIsRemembered() {
    now.set(Duration.ofDays(7).toMillis() + 2); // the notices are of 1
    start();
    give(P0);
    put(P0, 0, notice("a"), requests(10));

    await().until(() -> ledger.end(0) == 2);
    assertThat(ledger.noticeIds()).isEmpty();
    assertThat(ledger.total("REQUEST")).isEqualTo(10);
    assertThat(ledger.deadLetters()).hasSize(1);
    assertThat(ledger.deadLetters().get(0).reason())
        .contains("notice a is from 1970-01-01T00:00:00.001Z")
        .contains("might have been counted already");
    assertThat(aggregator.status().deadLetters()).isEqualTo(1);
  }

  @Test
  void tellsOfRecordsThatAreGone() {
    kafka.updateBeginningOffsets(Map.of(P0, 4L, P1, 0L));
    start();
    give(P0);
    put(P0, 4, requests(10));

    await().until(() -> ledger.end(0) == 5);
    assertThat(aggregator.status().lostRecords()).isEqualTo(4);
    assertThat(ledger.deadLetters()).hasSize(1);
    assertThat(ledger.deadLetters().get(0).reason())
        .isEqualTo("Kafka had removed records 0..3 before they were counted");
  }

  @Test
  void leavesAPartitionThatWasTakenAway() {
    start();
    give(P0, P1);
    put(P0, 0, requests(10));
    await().until(() -> ledger.end(0) == 1);

    give(P1);
    put(P1, 0, requests(1));

    await().until(() -> ledger.end(1) == 1);
    assertThat(aggregator.status().partitions()).isEqualTo(1);
  }

  @Test
  void makesANewConsumerWhenTheOldOneFails() {
    start();
    give(P0);
    put(P0, 0, requests(10));
    await().until(() -> ledger.end(0) == 1);
    MockConsumer<byte[], byte[]> failed = kafka;
    kafka = consumer();
    give(P0);
    put(P0, 1, requests(10));

    failed.setPollException(new KafkaException("broken"));

    await().until(() -> ledger.end(0) == 2);
    assertThat(failed.closed()).isTrue();
    assertThat(ledger.total("REQUEST")).isEqualTo(20);
  }

  @Test
  void givesItsPartitionsBackWhenItCloses() {
    start();
    give(P0);
    put(P0, 0, requests(10));
    await().until(() -> ledger.end(0) == 1);

    loop.call(aggregator::close);
    loop.call(aggregator::close);

    assertThat(kafka.closed()).isTrue();
    assertThat(aggregator.status().partitions()).isZero();
  }

  @Test
  void closesWhileTheBooksAreAway() {
    start();
    give(P0);
    ledger.refuse(Integer.MAX_VALUE);
    put(P0, 0, requests(10));
    await().until(() -> aggregator.status().trouble().contains("the books are away"));

    loop.call(aggregator::close);

    assertThat(kafka.closed()).isTrue();
    assertThat(ledger.end(0)).isZero();
  }

  private void start() {
    var books = new Books(loop.context(), ledger, () -> Future.succeededFuture(TOPIC));
    aggregator =
        new Aggregator(loop.context(), "events", books, () -> kafka, now::get, Duration.ofDays(7));
  }

  private static MockConsumer<byte[], byte[]> consumer() {
    var consumer = new MockConsumer<byte[], byte[]>("none");
    consumer.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L));
    consumer.updateEndOffsets(Map.of(P0, 100L, P1, 100L));
    return consumer;
  }

  private void give(TopicPartition... partitions) {
    MockConsumer<byte[], byte[]> receiver = kafka;
    receiver.schedulePollTask(() -> receiver.rebalance(List.of(partitions)));
  }

  /** Adds records that come out of one poll. */
  private void put(TopicPartition partition, long firstOffset, Event... events) {
    MockConsumer<byte[], byte[]> receiver = kafka;
    receiver.schedulePollTask(
        () -> {
          for (int i = 0; i < events.length; i++) {
            receiver.addRecord(
                new ConsumerRecord<>(
                    partition.topic(),
                    partition.partition(),
                    firstOffset + i,
                    null,
                    EventCodec.encode(events[i])));
          }
        });
  }

  private static Sums requests(long count) {
    return new Sums("b", 1, List.of(Sums.Delta.of(Fact.REQUEST, "", count)));
  }

  private static Notice notice(String id) {
    return new Notice(id, NoticeKind.WIN, "bid", "campaign", "creative", 1, 1);
  }

  private static ConditionFactory await() {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5));
  }
}
