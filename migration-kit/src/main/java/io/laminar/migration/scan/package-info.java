/**
 * What every job over all keys shares: walking a store's ranges page by page at a bounded rate, and
 * telling how far it is. Start reading at {@link io.laminar.migration.scan.Pages}.
 */
package io.laminar.migration.scan;
