package io.laminar.stats.aggregate;

import io.laminar.stats.ledger.Contradicted;
import java.util.function.LongSupplier;

/** What an aggregator has done and what it waits for. Thread-safe. */
final class Progress {

  private final LongSupplier nowMillis;
  private final Rate rate = new Rate();
  private int partitions;
  private long records;
  private long newNotices;
  private long duplicateNotices;
  private long billsOfLost;
  private long lossesOfBilled;
  private long deadLetters;
  private long lostRecords;
  private long overtaken;
  private long lastCommitMillis;
  private long lagRecords = AggregatorStatus.UNKNOWN;
  private String trouble = "";
  private String kafkaTrouble = "";

  Progress(LongSupplier nowMillis) {
    this.nowMillis = nowMillis;
  }

  synchronized void committed(int count, int notices, int freshNotices, int letters) {
    long now = nowMillis.getAsLong();
    rate.add(now, count);
    records += count;
    newNotices += freshNotices;
    duplicateNotices += notices - freshNotices;
    deadLetters += letters;
    lastCommitMillis = now;
    trouble = "";
  }

  synchronized void contradicted(Contradicted notices) {
    billsOfLost += notices.billsOfLost();
    lossesOfBilled += notices.lossesOfBilled();
  }

  synchronized void overtaken() {
    overtaken++;
    trouble = "";
  }

  synchronized void lost(long count) {
    lostRecords += count;
  }

  synchronized void holds(int partitionCount) {
    partitions = partitionCount;
  }

  /** Records behind; {@link AggregatorStatus#UNKNOWN} with the reason if Kafka does not tell. */
  synchronized void lag(long recordsBehind, String trouble) {
    lagRecords = recordsBehind;
    kafkaTrouble = trouble;
  }

  /** Why it waits; empty when it goes on. */
  synchronized void trouble(String reason) {
    trouble = reason;
  }

  synchronized AggregatorStatus status() {
    return new AggregatorStatus(
        partitions,
        records,
        newNotices,
        duplicateNotices,
        billsOfLost,
        lossesOfBilled,
        deadLetters,
        lostRecords,
        overtaken,
        lastCommitMillis,
        lagRecords,
        rate.perSecond(nowMillis.getAsLong()),
        anyTrouble());
  }

  private String anyTrouble() {
    if (!trouble.isEmpty()) {
      return trouble;
    }
    if (!kafkaTrouble.isEmpty()) {
      return kafkaTrouble;
    }
    return partitions == 0 ? "holds no partition" : "";
  }
}
