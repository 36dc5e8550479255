/**
 * Opens the store that an address names. The one place that knows which engines there are. Start
 * reading at {@link io.laminar.migration.engine.StoreAddress}.
 */
package io.laminar.migration.engine;
