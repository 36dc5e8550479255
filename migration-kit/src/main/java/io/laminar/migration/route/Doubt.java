package io.laminar.migration.route;

import io.laminar.migration.selector.Selector;

/**
 * Keys that the next publication of a migration may send to the other store, from the date on that
 * they hold. A member that may not have heard of it writes them to both stores and reads the newer
 * of both, which is safe beside either.
 *
 * @param keys which keys
 * @param settledMicros nobody can publish such a step later than this, by the control store's
 *     clock, in microseconds since the epoch; {@link Long#MAX_VALUE} = at any time
 */
public record Doubt(Selector keys, long settledMicros) {}
