package io.laminar.bidder.lookup;

import io.laminar.migration.store.Entry;
import io.vertx.core.Future;

/** Where profiles are read from: the {@code get} of a {@link io.laminar.migration.store.Store}. */
public interface ProfileStore {

  /** What is stored for a user, with the failures and threads of a store. */
  Future<Entry> get(String userId);
}
