/**
 * Watches each opened store: how many operations fail and how long they take, kept by the event
 * loop that asks, without locks. What the store is worth now is a {@link
 * io.laminar.migration.store.Weather}; a store that no longer answers is left in peace by a circuit
 * that opens and closes by itself. Knows no engine and decides no route. Start reading at {@link
 * io.laminar.migration.weather.WatchedStore}.
 */
package io.laminar.migration.weather;
