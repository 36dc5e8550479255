package io.laminar.migration.simulation;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.ForwardingStore;
import io.laminar.migration.store.KeyedEntry;
import io.vertx.core.Future;
import java.util.List;

/** A store that a {@link Mutant} makes wrong in one way; what it does not override is right. */
class SpoiledStore extends ForwardingStore {

  SpoiledStore(SimStore store) {
    super(store);
  }

  /** Goes the way of many, so that a mutant overrides one. */
  @Override
  public final Future<Boolean> putIfNewer(String key, Entry entry) {
    return putAllIfNewer(List.of(new KeyedEntry(key, entry))).map(written -> written.get(0));
  }
}
