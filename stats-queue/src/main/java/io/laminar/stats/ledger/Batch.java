package io.laminar.stats.ledger;

import io.laminar.stats.event.Event;
import io.laminar.stats.event.EventCodec;
import io.laminar.stats.event.EventFormatException;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Heartbeat;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.event.Release;
import io.laminar.stats.event.Subject;
import io.laminar.stats.event.Sums;
import io.laminar.stats.topic.EventTopic;
import java.time.Duration;
import java.time.Instant;
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
  private static final int HOURS_PER_DAY = 24;

  private final EventTopic topic;
  private final SortedMap<Integer, Range> rangeByPartition = new TreeMap<>();
  private final SortedMap<SumKey, Long> sums = new TreeMap<>();
  private final SortedMap<String, Notice> noticeById = new TreeMap<>();
  private final SortedMap<BeatKey, Heartbeat> heartbeats = new TreeMap<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private int notices;
  private Contradicted contradicted = Contradicted.NONE;

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
  public record SumKey(long hour, String fact, Subject subject) implements Comparable<SumKey> {
    private static final Comparator<SumKey> ORDER =
        Comparator.comparingLong(SumKey::hour)
            .thenComparing(SumKey::fact)
            .thenComparing(SumKey::subject);

    @Override
    public int compareTo(SumKey other) {
      return ORDER.compare(this, other);
    }
  }

  /** Whose heartbeat it is, and what it came through. */
  public record BeatKey(int partition, String sender) implements Comparable<BeatKey> {
    private static final Comparator<BeatKey> ORDER =
        Comparator.comparingInt(BeatKey::partition).thenComparing(BeatKey::sender);

    @Override
    public int compareTo(BeatKey other) {
      return ORDER.compare(this, other);
    }
  }

  /** A campaign's day; {@code day} is since the epoch. */
  public record DayKey(int day, String fact, String campaign) implements Comparable<DayKey> {
    private static final Comparator<DayKey> ORDER =
        Comparator.comparingInt(DayKey::day)
            .thenComparing(DayKey::fact)
            .thenComparing(DayKey::campaign);

    @Override
    public int compareTo(DayKey other) {
      return ORDER.compare(this, other);
    }
  }

  /** The draw that something was reserved from; see {@link Release}. */
  public record DrawKey(String campaign, long settledMillis) implements Comparable<DrawKey> {
    private static final Comparator<DrawKey> ORDER =
        Comparator.comparing(DrawKey::campaign).thenComparingLong(DrawKey::settledMillis);

    @Override
    public int compareTo(DrawKey other) {
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
   * @param oldestNoticeMillis notices from before that are kept apart: whether they have been
   *     counted already is not known any more
   */
  public static Batch of(
      EventTopic topic,
      List<Consumed> records,
      Map<Integer, Long> positions,
      long oldestNoticeMillis) {
    var batch = new Batch(topic);
    for (Consumed record : records) {
      batch.extendRange(record, positions);
      batch.add(record, oldestNoticeMillis);
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

  /** Those that came within the batch after a notice that their bid ended the other way. */
  public Contradicted contradicted() {
    return contradicted;
  }

  private static Contradicted contradicted(NoticeKind kind) {
    return kind == NoticeKind.BILLING ? new Contradicted(1, 0) : new Contradicted(0, 1);
  }

  /** The last of each sender in each partition. */
  public SortedMap<BeatKey, Heartbeat> heartbeats() {
    return heartbeats;
  }

  /** How often each campaign bid, by day; what notices add to a day is known only once entered. */
  public SortedMap<DayKey, Long> bidsByDay() {
    SortedMap<DayKey, Long> days = new TreeMap<>();
    sums.forEach(
        (key, count) -> {
          if (key.fact().equals(Fact.BID.name())) {
            int day = (int) Math.floorDiv(key.hour(), HOURS_PER_DAY);
            days.merge(new DayKey(day, key.fact(), key.subject().name()), count, Long::sum);
          }
        });
    return days;
  }

  /**
   * What these notices release, in nanos.
   *
   * @param ids of notices of this batch
   */
  public SortedMap<DrawKey, Long> released(Collection<String> ids) {
    SortedMap<DrawKey, Long> released = new TreeMap<>();
    for (String id : ids) {
      Notice notice = noticeById.get(id);
      if (!notice.release().isNone()) {
        var draw = new DrawKey(notice.campaignId(), notice.release().settledMillis());
        released.merge(draw, notice.release().nanos(), Long::sum);
      }
    }
    return released;
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

  private void add(Consumed record, long oldestNoticeMillis) {
    try {
      Event event = EventCodec.decode(record.value());
      if (event instanceof Notice notice && notice.atMillis() < oldestNoticeMillis) {
        reject(
            record,
            "notice "
                + notice.id()
                + " is from "
                + Instant.ofEpochMilli(notice.atMillis())
                + ", before what is remembered ("
                + Instant.ofEpochMilli(oldestNoticeMillis)
                + "): it might have been counted already");
      } else {
        add(record.partition(), event);
      }
    } catch (EventFormatException e) {
      reject(record, e.getMessage());
    }
  }

  private void add(int partition, Event event) {
    if (event instanceof Sums told) {
      long hour = hourOf(told.atMillis());
      for (Sums.Delta delta : told.deltas()) {
        sums.merge(new SumKey(hour, delta.fact(), delta.subject()), delta.count(), Long::sum);
      }
    } else if (event instanceof Notice notice) {
      notices++;
      Notice first = noticeById.putIfAbsent(notice.id(), notice);
      if (first != null && first.kind() != notice.kind()) {
        contradicted = contradicted.and(contradicted(notice.kind()));
      }
    } else if (event instanceof Heartbeat heartbeat) {
      heartbeats.put(new BeatKey(partition, heartbeat.sender()), heartbeat);
    }
  }

  private void reject(Consumed record, String reason) {
    byte[] body = record.value() == null ? new byte[0] : record.value();
    deadLetters.add(new DeadLetter(record.partition(), record.offset(), reason, body));
  }
}
