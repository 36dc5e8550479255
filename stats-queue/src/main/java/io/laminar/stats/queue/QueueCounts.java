package io.laminar.stats.queue;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What became of events. Thread-safe. */
final class QueueCounts {

  private static final Logger LOG = LoggerFactory.getLogger(QueueCounts.class);

  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong lostFacts = new AtomicLong();

  /** Kafka acknowledged a record. */
  void sent() {
    sent.incrementAndGet();
  }

  /** A notice's sender was told that it failed. */
  void failed() {
    failed.incrementAndGet();
  }

  void loseFacts(long facts) {
    lostFacts.addAndGet(facts);
  }

  void loseFacts(long facts, Exception cause) {
    loseFacts(facts);
    LOG.warn(
        "{} facts were not acknowledged by Kafka and count as lost: {}", facts, cause.getMessage());
  }

  long sentCount() {
    return sent.get();
  }

  long failedCount() {
    return failed.get();
  }

  long lostFactCount() {
    return lostFacts.get();
  }
}
