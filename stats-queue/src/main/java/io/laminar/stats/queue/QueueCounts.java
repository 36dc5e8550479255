package io.laminar.stats.queue;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What became of events, and whether Kafka takes any. Thread-safe. */
final class QueueCounts {

  private static final Logger LOG = LoggerFactory.getLogger(QueueCounts.class);

  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong lostFacts = new AtomicLong();
  private final AtomicLong kept = new AtomicLong();
  private final AtomicLong replayed = new AtomicLong();
  private volatile boolean kafkaIsAway;

  /** Kafka acknowledged a record. */
  void sent() {
    sent.incrementAndGet();
    if (kafkaIsAway) {
      kafkaIsAway = false;
      LOG.info("Kafka acknowledges again");
    }
  }

  /** Kafka has not acknowledged a record in time. */
  void missed() {
    if (!kafkaIsAway) {
      kafkaIsAway = true;
      LOG.warn("Kafka does not acknowledge; notices are kept on the disk");
    }
  }

  /** True from a miss until the next acknowledgement. */
  boolean kafkaIsAway() {
    return kafkaIsAway;
  }

  /** A notice is on the disk. */
  void kept() {
    kept.incrementAndGet();
  }

  /** Notices of the disk are in Kafka. */
  void replayed(int notices) {
    replayed.addAndGet(notices);
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

  long keptCount() {
    return kept.get();
  }

  long replayedCount() {
    return replayed.get();
  }
}
