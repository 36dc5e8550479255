/**
 * A local append-only file for what must not be lost while Kafka is away: checked record by record,
 * bounded, read back in order. Knows nothing of events or Kafka; blocks, and is therefore for a
 * thread of its own. Start reading at {@link io.laminar.stats.spill.Spill}.
 */
package io.laminar.stats.spill;
