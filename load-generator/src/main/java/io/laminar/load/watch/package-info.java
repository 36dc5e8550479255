/**
 * Looks at the bidder and at a migration while the load runs, so that what happens to the load can
 * be seen beside its cause. Start reading at {@link io.laminar.load.watch.Watch}.
 */
package io.laminar.load.watch;
