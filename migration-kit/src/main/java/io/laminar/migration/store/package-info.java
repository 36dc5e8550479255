/**
 * The compatibility layer: a reduced feature set that every engine can honour. An entry carries a
 * version, an absolute expiry and a tombstone flag, and a put is conditional everywhere, so that a
 * copy can never overwrite a newer live write. Nothing here knows an engine. Start reading at
 * {@link io.laminar.migration.store.Store}.
 */
package io.laminar.migration.store;
