package io.laminar.bidder.catalog;

/**
 * How the campaigns in use came about.
 *
 * @param source where they are from
 * @param installed how often a set was taken into use
 * @param installedMillis when that was last, since the epoch
 * @param refused how often a set was not taken, since it had problems or could not be read
 * @param problem why the newest set is not in use; empty if it is
 */
public record CatalogStatus(
    String source, long installed, long installedMillis, long refused, String problem) {}
