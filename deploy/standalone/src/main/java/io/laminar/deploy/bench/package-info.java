/**
 * {@code laminar bench}: how fast the stores and the bidder are beside what they are built on,
 * measured in one run, in turns, over loopback. Says nothing about a network or another machine.
 * Start reading at {@link io.laminar.deploy.bench.StoreBench} and {@link
 * io.laminar.deploy.bench.BidderBench}.
 */
package io.laminar.deploy.bench;
