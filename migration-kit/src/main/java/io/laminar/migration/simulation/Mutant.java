package io.laminar.migration.simulation;

import io.laminar.migration.store.Store;

/** A known way of doing it wrong, to see that the checks notice. */
enum Mutant {
  /** Nothing wrong on purpose. */
  NONE;

  /** The store as the mutant makes it. */
  Store spoil(String holds, Store store) {
    return store;
  }
}
