package io.laminar.load.tally;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * The counters of a tally, frozen. {@code scheduled} = all outcomes + all dropped + those still
 * under way.
 *
 * @param scheduled requests that were due
 * @param countByOutcome every outcome, also those that never happened
 * @param noBidsByReason as the bidder named them
 * @param droppedByReason due but never sent
 * @param offers bids in the answers that were read
 * @param wins bids that won
 * @param wonMicrosByCurrency sum of what the winners are to pay (CPM, millionths)
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
    long wins,
    Map<String, Long> wonMicrosByCurrency,
    Map<NoticeKind, NoticeCount> noticesByKind,
    Map<String, Long> billedMicrosByCurrency,
    List<String> problems) {

  public Counts {
    countByOutcome = Collections.unmodifiableMap(new EnumMap<>(countByOutcome));
    noBidsByReason = Collections.unmodifiableMap(new TreeMap<>(noBidsByReason));
    droppedByReason = Collections.unmodifiableMap(new EnumMap<>(droppedByReason));
    wonMicrosByCurrency = Collections.unmodifiableMap(new TreeMap<>(wonMicrosByCurrency));
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

  /** How many an exchange would have given up on: answered too late, or not at all. */
  public long timeouts() {
    return count(Outcome.LATE) + count(Outcome.TIMEOUT);
  }

  /** How many came to nothing an exchange can use: neither a bid nor a no-bid in time. */
  public long errors() {
    return ended() - count(Outcome.BID) - count(Outcome.NO_BID) + dropped();
  }

  /** Both together; problems are kept once each. */
  public Counts plus(Counts more) {
    List<String> texts = new ArrayList<>(problems);
    more.problems.stream().filter(text -> !problems.contains(text)).forEach(texts::add);
    return new Counts(
        scheduled + more.scheduled,
        sum(countByOutcome, more.countByOutcome, Long::sum),
        sum(noBidsByReason, more.noBidsByReason, Long::sum),
        sum(droppedByReason, more.droppedByReason, Long::sum),
        offers + more.offers,
        wins + more.wins,
        sum(wonMicrosByCurrency, more.wonMicrosByCurrency, Long::sum),
        sum(noticesByKind, more.noticesByKind, NoticeCount::plus),
        sum(billedMicrosByCurrency, more.billedMicrosByCurrency, Long::sum),
        texts);
  }

  private static <K, V> Map<K, V> sum(Map<K, V> one, Map<K, V> more, BinaryOperator<V> plus) {
    Map<K, V> sum = new HashMap<>(one);
    more.forEach((key, value) -> sum.merge(key, value, plus));
    return sum;
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
