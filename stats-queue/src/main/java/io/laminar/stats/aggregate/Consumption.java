package io.laminar.stats.aggregate;

import io.laminar.stats.ledger.Batch;
import io.laminar.stats.ledger.Consumed;
import io.laminar.stats.ledger.DeadLetter;
import io.laminar.stats.ledger.LedgerException;
import io.laminar.stats.ledger.LedgerException.Kind;
import io.laminar.stats.ledger.Outcome;
import io.laminar.stats.topic.EventTopic;
import io.laminar.stats.topic.TopicException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka consumer's life: place what it was given, read, enter, again.
 *
 * <p>Records are entered before the next ones are read, so at most one batch is between Kafka and
 * the books. While the books are away the same batch is tried again, with growing pauses. For the
 * consumer's thread only.
 */
final class Consumption {

  private static final Logger LOG = LoggerFactory.getLogger(Consumption.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ASK_KAFKA = Duration.ofSeconds(1);
  private static final long MEASURE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long FIRST_REST_MILLIS = 50;
  private static final long LONGEST_REST_MILLIS = 2_000;

  private final Consumer<byte[], byte[]> consumer;
  private final String topicName;
  private final Books books;
  private final Progress progress;
  private final BooleanSupplier stopping;
  private final LongSupplier oldestNoticeMillis;
  private final Membership membership;
  private EventTopic topic;
  private long restMillis = FIRST_REST_MILLIS;
  private long measuredNanos = System.nanoTime() - MEASURE_NANOS;

  Consumption(
      Consumer<byte[], byte[]> consumer,
      String topicName,
      Books books,
      Progress progress,
      BooleanSupplier stopping,
      LongSupplier oldestNoticeMillis) {
    this.consumer = consumer;
    this.topicName = topicName;
    this.books = books;
    this.progress = progress;
    this.stopping = stopping;
    this.oldestNoticeMillis = oldestNoticeMillis;
    this.membership = new Membership(consumer, topicName, progress, stopping);
  }

  /** Runs until the aggregator closes; throws what Kafka's consumer cannot go on after. */
  void run() {
    consumer.subscribe(List.of(topicName), membership);
    try {
      while (!stopping.getAsBoolean()) {
        step();
      }
    } catch (StoppedException e) {
      LOG.debug("stopped while it waited");
    } catch (WakeupException e) {
      if (!stopping.getAsBoolean()) {
        throw e;
      }
    }
  }

  private void step() {
    try {
      place();
      settle(poll());
      measureLag();
    } catch (LedgerException | TopicException | TimeoutException e) {
      // the books' end is not known for sure any more
      membership.unplaceAll();
      rest(e);
    }
  }

  private void place() {
    if (membership.unplaced().isEmpty()) {
      return;
    }
    describeTopic();
    Map<Integer, Long> ends = await(books.positions(topic));
    Set<TopicPartition> partitions =
        membership.unplaced().stream().map(membership::of).collect(Collectors.toSet());
    Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions, ASK_KAFKA);
    Map<TopicPartition, Long> next = consumer.endOffsets(partitions, ASK_KAFKA);
    for (TopicPartition partition : partitions) {
      Long end = ends.get(partition.partition()); // null if the topic has just grown
      if (end != null) {
        place(partition.partition(), end, first.get(partition), next.get(partition));
      }
    }
    progress.trouble("");
  }

  /** A topic that was made anew has other records under the same offsets. */
  private void describeTopic() {
    EventTopic found = await(books.topic());
    if (topic != null && !topic.id().equals(found.id())) {
      LOG.warn("topic {} was made anew; counting begins at its first record", topicName);
      membership.unplaceAll();
    }
    topic = found;
  }

  private void place(int partition, long end, long first, long next) {
    if (end < first) {
      jump(
          new Batch.Range(partition, end, first),
          "Kafka had removed records " + end + ".." + (first - 1) + " before they were counted");
    } else if (end > next) {
      jump(
          new Batch.Range(partition, end, next),
          "Kafka has lost records up to " + (end - 1) + " that were counted; it ends at " + next);
    } else {
      membership.place(partition, end);
    }
  }

  private void jump(Batch.Range range, String reason) {
    LOG.error("topic {}, partition {}: {}", topicName, range.partition(), reason);
    Outcome outcome = enter(Batch.jump(topic, range, reason));
    if (outcome instanceof Outcome.Committed) {
      progress.lost(Math.max(0, range.next() - range.from()));
      progress.committed(0, 0, 0, 1);
      membership.place(range.partition(), range.next());
    }
  }

  private List<Consumed> poll() {
    List<Consumed> records = new ArrayList<>();
    try {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (membership.isPlaced(record.partition())) {
          records.add(new Consumed(record.partition(), record.offset(), record.value()));
        }
      }
    } catch (OffsetOutOfRangeException e) {
      LOG.warn("topic {}: {}", topicName, e.getMessage());
      e.partitions().forEach(partition -> membership.unplace(partition.partition()));
    }
    return records;
  }

  private void settle(List<Consumed> records) {
    if (!records.isEmpty()) {
      settle(records, membership.positions());
    }
  }

  /**
   * Enters records; those that the books cannot hold are found by halving and kept apart.
   *
   * @param ends where the books end; moved along
   * @return false if someone else moved the books
   */
  private boolean settle(List<Consumed> records, Map<Integer, Long> ends) {
    try {
      Batch batch = Batch.of(topic, records, ends, oldestNoticeMillis.getAsLong());
      return enter(batch, records.size(), ends);
    } catch (LedgerException e) {
      if (e.kind() != Kind.UNSTORABLE) {
        throw e;
      }
      int half = records.size() / 2;
      if (half == 0) {
        Consumed record = records.get(0);
        return enter(Batch.rejected(topic, record, ends, e.getMessage()), 1, ends);
      }
      return settle(records.subList(0, half), ends)
          && settle(records.subList(half, records.size()), ends);
    }
  }

  private boolean enter(Batch batch, int records, Map<Integer, Long> ends) {
    Outcome outcome = enter(batch);
    if (outcome instanceof Outcome.Committed committed) {
      for (Batch.Range range : batch.ranges()) {
        ends.put(range.partition(), range.next());
        membership.advance(range.partition(), range.next());
      }
      List<DeadLetter> letters = batch.deadLetters();
      progress.committed(records, batch.notices(), committed.newNotices(), letters.size());
      progress.contradicted(committed.contradicted());
      if (!letters.isEmpty()) {
        DeadLetter first = letters.get(0);
        LOG.warn(
            "{} of {} records kept apart; the first is {} of partition {}: {}",
            letters.size(),
            records,
            first.offset(),
            first.partition(),
            first.reason());
      }
      return true;
    }
    return false;
  }

  /** Tries until there is an answer; throws only if the batch can never be entered. */
  private Outcome enter(Batch batch) {
    while (true) {
      try {
        Outcome outcome = await(books.commit(batch));
        restMillis = FIRST_REST_MILLIS;
        if (outcome instanceof Outcome.Overtaken) {
          progress.overtaken();
          batch.ranges().forEach(range -> membership.unplace(range.partition()));
        }
        return outcome;
      } catch (LedgerException e) {
        if (e.kind() == Kind.UNSTORABLE) {
          throw e;
        }
        rest(e);
      }
    }
  }

  private void rest(RuntimeException reason) {
    LOG.warn("tries again in {} ms: {}", restMillis, reason.getMessage());
    progress.trouble(String.valueOf(reason.getMessage()));
    membership.rest(restMillis);
    restMillis = Math.min(LONGEST_REST_MILLIS, restMillis * 2);
  }

  private void measureLag() {
    long now = System.nanoTime();
    if (now - measuredNanos < MEASURE_NANOS) {
      return;
    }
    measuredNanos = now;
    Map<Integer, Long> positions = membership.positions();
    Set<TopicPartition> partitions =
        positions.keySet().stream().map(membership::of).collect(Collectors.toSet());
    try {
      long behind = 0;
      for (var end : consumer.endOffsets(partitions, ASK_KAFKA).entrySet()) {
        behind += Math.max(0, end.getValue() - positions.get(end.getKey().partition()));
      }
      progress.lag(behind, "");
    } catch (TimeoutException e) {
      progress.lag(AggregatorStatus.UNKNOWN, "Kafka does not answer: " + e.getMessage());
    }
  }

  private <T> T await(CompletableFuture<T> answer) {
    return membership.await(answer);
  }
}
