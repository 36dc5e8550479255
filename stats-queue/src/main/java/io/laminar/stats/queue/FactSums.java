package io.laminar.stats.queue;

import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Subject;
import io.laminar.stats.event.Sums;
import io.laminar.stats.event.Sums.Delta;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often facts happened on one event loop.
 *
 * <p>Cells are plain numbers: adding costs an addition. What has gathered is sent as one small
 * record at every flush, unless the one before has not been acknowledged yet: then it goes on
 * gathering. So while Kafka is away nothing is lost and nothing grows. Belongs to the event loop it
 * was made on.
 */
public final class FactSums {

  /** Sums that are kept; what exceeds them is summed under the deal {@value #OTHER_DEALS}. */
  static final int MAX_CELLS = 20_000;

  private static final String OTHER_DEALS = "(other)";

  /** Deltas in one record; keeps a record far below Kafka's limit. */
  private static final int MAX_DELTAS = 1_000;

  private final Context context;
  private final Outbox outbox;
  private final QueueCounts counts;
  private final String sender;
  private final LongSupplier nowMillis;
  private final Map<Key, Cell> cellByKey = new HashMap<>();
  private final List<Cell> cells = new ArrayList<>();
  private int unacknowledged;

  private record Key(Fact fact, Subject subject) {}

  FactSums(
      Context context, Outbox outbox, QueueCounts counts, String sender, LongSupplier nowMillis) {
    this.context = context;
    this.outbox = outbox;
    this.counts = counts;
    this.sender = sender;
    this.nowMillis = nowMillis;
  }

  /** The sum of one fact about one subject since the last flush. */
  public static final class Cell {

    private final Fact fact;
    private final Subject subject;
    private long sum;

    private Cell(Fact fact, Subject subject) {
      this.fact = fact;
      this.subject = subject;
    }

    /** Adds; {@code n} must not be negative. */
    public void add(long n) {
      sum += n;
    }
  }

  /**
   * The cell of a fact and subject, always the same one; to be kept, not asked for each time.
   *
   * @param subject a campaign's id or a reason; empty for none
   * @throws IllegalArgumentException if the subject is longer than 128 characters or has control
   *     characters
   */
  public Cell cell(Fact fact, String subject) {
    return cell(fact, Subject.of(subject));
  }

  /**
   * The same with all that the fact is about. Deals come from outside, so their number is bounded:
   * when there are {@value #MAX_CELLS} cells, new deals share one.
   */
  public Cell cell(Fact fact, Subject subject) {
    Cell there = cellByKey.get(new Key(fact, subject));
    if (there == null && cells.size() >= MAX_CELLS && !subject.deal().isEmpty()) {
      return made(
          fact, new Subject(subject.name(), subject.creative(), OTHER_DEALS, subject.exchange()));
    }
    return there == null ? made(fact, subject) : there;
  }

  private Cell made(Fact fact, Subject subject) {
    return cellByKey.computeIfAbsent(
        new Key(fact, subject),
        key -> {
          var cell = new Cell(key.fact, key.subject);
          cells.add(cell);
          return cell;
        });
  }

  /** Sends what has gathered, unless the last record is still on its way. */
  void flush() {
    if (unacknowledged == 0) {
      sendGathered();
    }
  }

  /** Sends what has gathered, from any thread; done when it has been handed over. */
  Future<Void> flushForTheLastTime() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        here -> {
          sendGathered();
          counts.loseFacts(gathered()); // the outbox was full
          done.complete();
        });
    return done.future();
  }

  private void sendGathered() {
    for (int from = 0; from < cells.size(); from += MAX_DELTAS) {
      List<Cell> part = cells.subList(from, Math.min(cells.size(), from + MAX_DELTAS));
      List<Delta> deltas = deltas(part);
      if (!deltas.isEmpty()) {
        var record = new SumsRecord(new Sums(sender, nowMillis.getAsLong(), deltas));
        if (!outbox.offer(record)) {
          return; // they go on gathering
        }
        unacknowledged++;
        take(part);
      }
    }
  }

  private static List<Delta> deltas(List<Cell> cells) {
    List<Delta> deltas = new ArrayList<>();
    for (Cell cell : cells) {
      if (cell.sum > 0) {
        deltas.add(new Delta(cell.fact.name(), cell.subject, Math.min(cell.sum, Sums.MAX_COUNT)));
      }
    }
    return deltas;
  }

  private static void take(List<Cell> cells) {
    cells.forEach(cell -> cell.sum -= Math.min(cell.sum, Sums.MAX_COUNT));
  }

  private long gathered() {
    return cells.stream().mapToLong(cell -> cell.sum).sum();
  }

  /** Sums on their way. */
  private final class SumsRecord implements Outgoing {

    private final Sums sums;

    SumsRecord(Sums sums) {
      this.sums = sums;
    }

    @Override
    public void sendThrough(KafkaSender kafka) {
      kafka.send(sums, null, this::settle);
    }

    @Override
    public void abandon() {
      settle(new EventQueueException(EventQueueException.Kind.CLOSED, "the queue closed", null));
    }

    /** A record that failed may have got to Kafka, so it is not added up again but told as lost. */
    private void settle(Exception failure) {
      outbox.release();
      if (failure == null) {
        counts.sent();
      } else {
        counts.loseFacts(sums.deltas().stream().mapToLong(Delta::count).sum(), failure);
      }
      context.runOnContext(here -> unacknowledged--);
    }
  }
}
