/**
 * An open-loop load generator that plays the ad exchange: bid requests leave when the schedule
 * says, however slow the answers are, and every one is accounted for. A run in which the generator
 * itself could not keep up is reported as invalid, never as a result. Start reading at {@link
 * io.laminar.load.LoadRun}.
 */
package io.laminar.load;
