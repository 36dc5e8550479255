package io.laminar.stats.ledger;

import io.laminar.stats.topic.EventTopic;
import io.vertx.core.Future;
import java.util.Map;

/**
 * The books: totals and the positions that they were counted up to.
 *
 * <p>A batch says where it begins. It is entered only if that is where the books end, in the same
 * transaction that moves their end; so however often a batch is tried, by however many aggregators,
 * after whatever crash or lost answer, its records count once.
 */
public interface Ledger {

  /**
   * Where counting goes on in each partition of a topic; 0 where nothing has been counted yet.
   * Fails with {@link LedgerException}.
   */
  Future<Map<Integer, Long>> positions(EventTopic topic);

  /**
   * Enters a batch, wholly or not at all.
   *
   * @return what came of it; fails with {@link LedgerException}, after which it may have been
   *     entered all the same, and is to be tried again
   */
  Future<Outcome> commit(Batch batch);
}
