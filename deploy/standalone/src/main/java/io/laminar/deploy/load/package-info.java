/**
 * {@code laminar load} and {@code laminar report}: plays the exchange, finds the highest rate,
 * computes machines, compares and merges results. Start reading at {@link
 * io.laminar.deploy.load.LoadCommand}.
 */
package io.laminar.deploy.load;
