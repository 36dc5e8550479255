package io.laminar.stats.queue;

import io.laminar.stats.event.Event;
import io.laminar.stats.event.EventCodec;
import io.laminar.stats.event.EventFormatException;
import io.laminar.stats.event.Notice;
import io.laminar.stats.spill.Spill;
import io.laminar.stats.spill.SpillException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread between notices and the disk: keeps those that Kafka does not take, many with one wait
 * for the disk, and hands them to Kafka, in order, when it acknowledges again.
 *
 * <p>A part of what is kept is on its way to Kafka at a time; the next one is read when Kafka has
 * all of it. New notices go to Kafka meanwhile: each carries its own time, so nothing depends on
 * which of them comes first.
 */
final class Keeper implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_AT_ONCE = 1_024;

  private final Spill spill;
  private final Outbox inbox;
  private final Outbox outbox;
  private final QueueCounts counts;
  private final Runnable onEnd;
  private Replay replay; // on this thread only
  private long restUntilNanos = System.nanoTime();
  private volatile boolean stopping;

  /**
   * @param capacity notices that may wait for the disk
   * @param outbox where what is read back goes
   * @param onEnd called last, on this thread
   */
  Keeper(Spill spill, int capacity, Outbox outbox, QueueCounts counts, Runnable onEnd) {
    this.spill = spill;
    this.inbox = new Outbox(capacity);
    this.outbox = outbox;
    this.counts = counts;
    this.onEnd = onEnd;
  }

  /** Takes a notice that is to be kept; false if too many wait. Never waits. */
  boolean offer(PendingNotice notice) {
    return inbox.offer(notice);
  }

  /** Makes the thread end when nothing waits for the disk any more. */
  void stop() {
    stopping = true;
    inbox.wake();
  }

  @Override
  public void run() {
    try {
      while (true) {
        boolean last = stopping;
        List<PendingNotice> waiting = waiting(last ? 0 : IDLE_NANOS);
        if (!waiting.isEmpty()) {
          keep(waiting);
        } else if (last) {
          return;
        }
        if (!last && !counts.kafkaIsAway()) {
          replay();
        }
      }
    } finally {
      close();
      onEnd.run();
    }
  }

  private List<PendingNotice> waiting(long patienceNanos) {
    List<PendingNotice> waiting = new ArrayList<>();
    Outgoing next = inbox.take(patienceNanos);
    while (next != null) {
      waiting.add((PendingNotice) next);
      next = waiting.size() < MOST_AT_ONCE ? inbox.take(0) : null;
    }
    return waiting;
  }

  private void keep(List<PendingNotice> waiting) {
    List<PendingNotice> wanted = new ArrayList<>(waiting.size());
    List<byte[]> records = new ArrayList<>(waiting.size());
    for (PendingNotice notice : waiting) {
      if (!notice.isOver()) {
        wanted.add(notice);
        records.add(notice.bytes());
      }
    }
    Optional<SpillException> failure = keepOnDisk(records);
    waiting.forEach(notice -> inbox.release()); // before anybody hears of it and sends more
    if (failure.isEmpty()) {
      wanted.forEach(PendingNotice::kept);
    } else {
      LOG.warn("{} notices cannot be kept: {}", wanted.size(), failure.get().getMessage());
      wanted.forEach(notice -> notice.unkept(failure.get()));
    }
  }

  private Optional<SpillException> keepOnDisk(List<byte[]> records) {
    try {
      if (!records.isEmpty()) {
        spill.keep(records);
      }
      return Optional.empty();
    } catch (SpillException e) {
      return Optional.of(e);
    }
  }

  private void replay() {
    if (System.nanoTime() - restUntilNanos < 0 || replay != null && !replay.isOver()) {
      return;
    }
    try {
      if (replay != null && replay.isDone()) {
        counts.replayed(replay.records.size());
        replay = null;
        spill.done();
      }
      if (replay == null && !spill.isEmpty()) {
        List<byte[]> records = spill.next(MOST_AT_ONCE);
        replay = records.isEmpty() ? null : new Replay(records);
      }
      if (replay != null && !begin(replay)) {
        rest();
      }
    } catch (SpillException e) {
      LOG.warn("kept notices cannot be sent now: {}", e.getMessage());
      rest();
    }
  }

  /** Sends a part, again if some of it failed; false if that must wait. */
  private boolean begin(Replay part) {
    if (part.hasFailed()) {
      part.forgive();
      return false;
    }
    part.begin();
    if (outbox.offer(part)) {
      return true;
    }
    part.withdraw();
    return false;
  }

  private void rest() {
    restUntilNanos = System.nanoTime() + REST_NANOS;
  }

  private void close() {
    try {
      spill.close();
    } catch (IOException e) {
      LOG.warn("{} cannot be closed", spill.folder(), e);
    }
  }

  /** A part of what is kept, on its way to Kafka. */
  private final class Replay implements Outgoing {

    private final List<byte[]> records;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    Replay(List<byte[]> records) {
      this.records = records;
    }

    private boolean begun; // on the keeper's thread only

    void begin() {
      begun = true;
      open.set(records.size());
    }

    void withdraw() {
      begun = false;
      open.set(0);
    }

    boolean hasFailed() {
      return failed.get() > 0;
    }

    void forgive() {
      begun = false;
      failed.set(0);
    }

    boolean isOver() {
      return open.get() == 0;
    }

    boolean isDone() {
      return begun && isOver() && !hasFailed();
    }

    @Override
    public void sendThrough(KafkaSender kafka) {
      for (byte[] record : records) {
        kafka.sendNotice(idOf(record), record, this::settle);
      }
    }

    @Override
    public void abandon() {
      failed.set(records.size());
      open.set(0);
      outbox.release();
    }

    private void settle(Exception failure) {
      if (failure == null) {
        counts.sent();
      } else if (failed.getAndIncrement() == 0) {
        LOG.warn("a kept notice was not sent, will be tried again: {}", failure.getMessage());
      }
      if (open.decrementAndGet() == 0) {
        outbox.release();
        inbox.wake();
      }
    }

    private String idOf(byte[] record) {
      try {
        Event event = EventCodec.decode(record);
        return event instanceof Notice notice ? notice.id() : "";
      } catch (EventFormatException e) {
        LOG.warn("a kept notice is not understood by this program and sent as it is", e);
        return "";
      }
    }
  }
}
