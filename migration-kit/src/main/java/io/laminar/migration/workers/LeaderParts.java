package io.laminar.migration.workers;

import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * What whoever leads workers works with.
 *
 * @param checkpoints a store beside the new one
 * @param pace the rate of all workers together, and whether they are paused
 */
public record LeaderParts(
    Vertx vertx,
    Store checkpoints,
    HybridClock clock,
    Pace pace,
    Patience patience,
    LongSupplier nanoTime) {}
