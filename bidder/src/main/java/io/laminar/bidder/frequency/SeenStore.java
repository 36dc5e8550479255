package io.laminar.bidder.frequency;

import io.vertx.core.Future;
import java.util.List;

/** Where all bidders keep what users have seen. */
public interface SeenStore {

  /** One impression of one user. */
  record Sight(long user, Impression impression) {}

  /** What each of the users has seen, in their order. */
  Future<List<History>> load(List<Long> users, long nowMillis);

  /** Adds impressions; each counts once, however often it is added. */
  Future<Void> add(List<Sight> sights, long nowMillis);

  /** Lets go of connections. */
  Future<Void> close();
}
