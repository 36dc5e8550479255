package io.laminar.stats.ledger;

import io.laminar.stats.event.Event;
import io.laminar.stats.event.EventCodec;
import io.laminar.stats.event.EventFormatException;
import io.laminar.stats.event.Heartbeat;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.Sums;
import io.laminar.stats.topic.EventTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run of records adds up to, and which run it is. Immutable once made.
 *
 * <p>Keys are sorted, so that two aggregators that enter batches at the same time lock rows in the
 * same order.
 */
public final class Batch {

  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

  private final EventTopic topic;
  private final SortedMap<Integer, Range> rangeByPartition = new TreeMap<>();
  private final SortedMap<SumKey, Long> sums = new TreeMap<>();
  private final SortedMap<String, Notice> noticeById = new TreeMap<>();
  private final SortedMap<Integer, Heartbeat> heartbeatByPartition = new TreeMap<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private int notices;

  /**
   * A run of one partition.
   *
   * @param from where the books must end now
   * @param next where they will end
   */
  public record Range(int partition, long from, long next) {}

  /**
   * What a sum is of.
   *
   * @param hour since the epoch, in which the facts were told
   */
  public record SumKey(long hour, String fact, String subject) implements Comparable<SumKey> {
    private static final Comparator<SumKey> ORDER =
        Comparator.comparingLong(SumKey::hour)
            .thenComparing(SumKey::fact)
            .thenComparing(SumKey::subject);

    @Override
    public int compareTo(SumKey other) {
      return ORDER.compare(this, other);
    }
  }

  private Batch(EventTopic topic) {
    this.topic = topic;
  }

  /**
   * Adds up records.
   *
   * @param records in the order of their offsets within each partition
   * @param positions where the books end in each partition
   * @param nowMillis heartbeats from later than that count as from then: a sender whose clock is
   *     ahead must not make a partition look alive for longer than it is
   */
  public static Batch of(
      EventTopic topic, List<Consumed> records, Map<Integer, Long> positions, long nowMillis) {
    var batch = new Batch(topic);
    for (Consumed record : records) {
      batch.extendRange(record, positions);
      batch.add(record, nowMillis);
    }
    return batch;
  }

  /** One record that the books cannot hold. */
  public static Batch rejected(
      EventTopic topic, Consumed record, Map<Integer, Long> positions, String reason) {
    var batch = new Batch(topic);
    batch.extendRange(record, positions);
    batch.reject(record, reason);
    return batch;
  }

  /** Moves the end of the books past, or back before, records that are not to be had. */
  public static Batch jump(EventTopic topic, Range range, String reason) {
    var batch = new Batch(topic);
    batch.rangeByPartition.put(range.partition(), range);
    batch.deadLetters.add(new DeadLetter(range.partition(), range.from(), reason, new byte[0]));
    return batch;
  }

  /** The hour since the epoch that an instant lies in. */
  public static long hourOf(long atMillis) {
    return Math.floorDiv(atMillis, HOUR_MILLIS);
  }

  public EventTopic topic() {
    return topic;
  }

  /** One for each partition, by partition. */
  public Collection<Range> ranges() {
    return rangeByPartition.values();
  }

  /** Facts by hour, fact and subject. */
  public SortedMap<SumKey, Long> sums() {
    return sums;
  }

  /** Each id once, by id. */
  public Collection<Notice> distinctNotices() {
    return noticeById.values();
  }

  /** Notices with those that came twice within the batch. */
  public int notices() {
    return notices;
  }

  /** The newest of each partition. */
  public Map<Integer, Heartbeat> heartbeatByPartition() {
    return heartbeatByPartition;
  }

  public List<DeadLetter> deadLetters() {
    return deadLetters;
  }

  private void extendRange(Consumed record, Map<Integer, Long> positions) {
    int partition = record.partition();
    Range before = rangeByPartition.get(partition);
    long from = before == null ? positions.get(partition) : before.from();
    rangeByPartition.put(partition, new Range(partition, from, record.offset() + 1));
  }

  private void add(Consumed record, long nowMillis) {
    try {
      add(record.partition(), EventCodec.decode(record.value()), nowMillis);
    } catch (EventFormatException e) {
      reject(record, e.getMessage());
    }
  }

  private void add(int partition, Event event, long nowMillis) {
    if (event instanceof Sums told) {
      long hour = hourOf(told.atMillis());
      for (Sums.Delta delta : told.deltas()) {
        sums.merge(new SumKey(hour, delta.fact(), delta.subject()), delta.count(), Long::sum);
      }
    } else if (event instanceof Notice notice) {
      notices++;
      noticeById.putIfAbsent(notice.id(), notice);
    } else if (event instanceof Heartbeat heartbeat) {
      var seen = new Heartbeat(heartbeat.sender(), Math.min(heartbeat.atMillis(), nowMillis));
      heartbeatByPartition.merge(
          partition, seen, (one, other) -> one.atMillis() > other.atMillis() ? one : other);
    }
  }

  private void reject(Consumed record, String reason) {
    byte[] body = record.value() == null ? new byte[0] : record.value();
    deadLetters.add(new DeadLetter(record.partition(), record.offset(), reason, body));
  }
}
