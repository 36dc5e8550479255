package io.laminar.migration.store;

import java.util.Objects;

/**
 * An entry and its key.
 *
 * @param key without the store's own prefix; see {@link Keys} for what is legal
 */
public record KeyedEntry(String key, Entry entry) {
  public KeyedEntry {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(entry, "entry");
  }
}
