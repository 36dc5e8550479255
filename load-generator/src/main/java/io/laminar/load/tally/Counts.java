package io.laminar.load.tally;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counters of a tally, frozen. {@code scheduled} = all outcomes + all dropped + those still
 * under way.
 *
 * @param scheduled requests that were due
 * @param countByOutcome every outcome, also those that never happened
 * @param noBidsByReason as the bidder named them
 * @param droppedByReason due but never sent
 * @param offers bids in the answers that were read
 * @param noticesByKind every kind
 * @param billedMicrosByCurrency sum of the prices (CPM, millionths) of acknowledged billing notices
 * @param problems a few of the first problems of each kind, in words
 */
public record Counts(
    long scheduled,
    Map<Outcome, Long> countByOutcome,
    Map<String, Long> noBidsByReason,
    Map<DropReason, Long> droppedByReason,
    long offers,
    Map<NoticeKind, NoticeCount> noticesByKind,
    Map<String, Long> billedMicrosByCurrency,
    List<String> problems) {

  public Counts {
    countByOutcome = Collections.unmodifiableMap(new EnumMap<>(countByOutcome));
    noBidsByReason = Collections.unmodifiableMap(new TreeMap<>(noBidsByReason));
    droppedByReason = Collections.unmodifiableMap(new EnumMap<>(droppedByReason));
    noticesByKind = Collections.unmodifiableMap(new EnumMap<>(noticesByKind));
    billedMicrosByCurrency = Collections.unmodifiableMap(new TreeMap<>(billedMicrosByCurrency));
    problems = List.copyOf(problems);
  }

  /** How many ended so. */
  public long count(Outcome outcome) {
    return countByOutcome.get(outcome);
  }

  /** How many the server answered, in whatever way. */
  public long answered() {
    long sum = 0;
    for (Map.Entry<Outcome, Long> entry : countByOutcome.entrySet()) {
      sum += entry.getKey().isAnswer() ? entry.getValue() : 0;
    }
    return sum;
  }

  /** How many were sent and ended, in whatever way. */
  public long ended() {
    return countByOutcome.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many were due but never sent. */
  public long dropped() {
    return droppedByReason.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What came of the notices of a kind. */
  public NoticeCount notices(NoticeKind kind) {
    return noticesByKind.get(kind);
  }

  /** Acknowledged billing, all currencies added up as if they were one. */
  public long billedMicros() {
    return billedMicrosByCurrency.values().stream().mapToLong(Long::longValue).sum();
  }
}
