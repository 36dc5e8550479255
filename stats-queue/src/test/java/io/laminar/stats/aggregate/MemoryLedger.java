package io.laminar.stats.aggregate;

import io.laminar.stats.ledger.Batch;
import io.laminar.stats.ledger.DeadLetter;
import io.laminar.stats.ledger.Ledger;
import io.laminar.stats.ledger.LedgerException;
import io.laminar.stats.ledger.LedgerException.Kind;
import io.laminar.stats.ledger.Outcome;
import io.laminar.stats.topic.EventTopic;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Books in memory with the same fence as the real ones, and ways to fail on request. */
final class MemoryLedger implements Ledger {

  /** A notice with this id can never be entered. */
  static final String UNSTORABLE = "unstorable";

  private final Map<Integer, Long> ends = new HashMap<>();
  private final Map<String, Long> totalByFact = new HashMap<>();
  private final Set<String> noticeIds = new HashSet<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private int refusals;
  private int lostAnswers;

  @Override
  public synchronized Future<Map<Integer, Long>> positions(EventTopic topic) {
    if (refusals > 0) {
      refusals--;
      return Future.failedFuture(new LedgerException(Kind.UNAVAILABLE, "the books are away", null));
    }
    Map<Integer, Long> all = new HashMap<>();
    for (int partition = 0; partition < topic.partitions(); partition++) {
      all.put(partition, ends.getOrDefault(partition, 0L));
    }
    return Future.succeededFuture(all);
  }

  @Override
  public synchronized Future<Outcome> commit(Batch batch) {
    if (refusals > 0) {
      refusals--;
      return Future.failedFuture(new LedgerException(Kind.UNAVAILABLE, "the books are away", null));
    }
    boolean fenced =
        batch.ranges().stream()
            .anyMatch(range -> ends.getOrDefault(range.partition(), 0L) != range.from());
    if (fenced) {
      return Future.succeededFuture(new Outcome.Overtaken());
    }
    if (batch.distinctNotices().stream().anyMatch(notice -> notice.id().equals(UNSTORABLE))) {
      return Future.failedFuture(new LedgerException(Kind.UNSTORABLE, "cannot be stored", null));
    }
    Outcome outcome = enter(batch);
    if (lostAnswers > 0) {
      lostAnswers--;
      return Future.failedFuture(new LedgerException(Kind.UNAVAILABLE, "the answer is lost", null));
    }
    return Future.succeededFuture(outcome);
  }

  private Outcome enter(Batch batch) {
    batch.ranges().forEach(range -> ends.put(range.partition(), range.next()));
    batch.sums().forEach((key, count) -> totalByFact.merge(key.fact(), count, Long::sum));
    int fresh = (int) batch.distinctNotices().stream().filter(n -> noticeIds.add(n.id())).count();
    deadLetters.addAll(batch.deadLetters());
    return new Outcome.Committed(fresh, batch.contradicted(), Optional.empty());
  }

  /** The next so many calls fail and do nothing. */
  synchronized void refuse(int calls) {
    refusals = calls;
  }

  /** The next so many batches are entered but fail all the same. */
  synchronized void loseAnswers(int calls) {
    lostAnswers = calls;
  }

  /** As another aggregator would. */
  synchronized void moveTo(int partition, long end) {
    ends.put(partition, end);
  }

  synchronized long end(int partition) {
    return ends.getOrDefault(partition, 0L);
  }

  synchronized long total(String fact) {
    return totalByFact.getOrDefault(fact, 0L);
  }

  synchronized Set<String> noticeIds() {
    return new HashSet<>(noticeIds);
  }

  synchronized List<DeadLetter> deadLetters() {
    return new ArrayList<>(deadLetters);
  }
}
