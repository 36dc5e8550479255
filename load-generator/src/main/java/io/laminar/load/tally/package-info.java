/**
 * What happened, counted: how requests ended, how long they took, what came of the notices. Each
 * event loop has its own tally, which is taken and merged when it is read; nothing is shared while
 * counting. Start reading at {@link io.laminar.load.tally.Tally}.
 */
package io.laminar.load.tally;
