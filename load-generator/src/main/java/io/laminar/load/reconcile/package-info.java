/**
 * Holds what the exchange knows of a run against what the bidder's statistics counted meanwhile.
 * Start reading at {@link io.laminar.load.reconcile.Reconciliation}.
 */
package io.laminar.load.reconcile;
