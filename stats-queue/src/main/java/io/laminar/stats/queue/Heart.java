package io.laminar.stats.queue;

import io.laminar.stats.event.Heartbeat;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.kafka.common.PartitionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a heartbeat through each partition.
 *
 * <p>A beat waits in the outbox behind the events that came before it. Only then is it known what
 * partitions there are, and each gets its heartbeat, so that a partition that stands still cannot
 * hide behind others that move. Beats do not pile up: there is one in the outbox and one on its way
 * per partition.
 */
final class Heart {

  private static final Logger LOG = LoggerFactory.getLogger(Heart.class);

  private final Outbox outbox;
  private final QueueCounts counts;
  private final String sender;
  private final LongSupplier nowMillis;
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final BitSet onTheirWay = new BitSet(); // guarded by itself; two threads, once a second

  Heart(Outbox outbox, QueueCounts counts, String sender, LongSupplier nowMillis) {
    this.outbox = outbox;
    this.counts = counts;
    this.sender = sender;
    this.nowMillis = nowMillis;
  }

  /** Does nothing while the last beat still waits or the outbox is full. */
  void beat() {
    if (waiting.compareAndSet(false, true) && !outbox.offer(new Beat(false))) {
      waiting.set(false);
    }
  }

  /** Tells every partition that no more will come. The last thing that is put into the outbox. */
  void leave() {
    var last = new Beat(true);
    if (!outbox.offer(last)) {
      LOG.info("no room for a last heartbeat; {} will be missed for a while", sender);
    }
  }

  private final class Beat implements Outgoing {

    // from before the wait in the outbox, which is part of the way that is measured
    private final Heartbeat heartbeat;

    Beat(boolean leaving) {
      heartbeat = new Heartbeat(sender, nowMillis.getAsLong(), leaving);
    }

    @Override
    public void sendThrough(KafkaSender kafka) {
      try {
        for (PartitionInfo partition : kafka.partitions()) {
          sendTo(kafka, partition.partition());
        }
      } finally {
        abandon();
      }
    }

    @Override
    public void abandon() {
      outbox.release();
      waiting.set(false);
    }

    private void sendTo(KafkaSender kafka, int partition) {
      synchronized (onTheirWay) {
        if (onTheirWay.get(partition) && !heartbeat.leaving()) {
          return;
        }
        onTheirWay.set(partition);
      }
      kafka.send(
          heartbeat,
          partition,
          failure -> {
            synchronized (onTheirWay) {
              onTheirWay.clear(partition);
            }
            if (failure == null) {
              counts.sent();
            }
          });
    }
  }
}
