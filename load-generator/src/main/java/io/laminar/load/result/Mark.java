package io.laminar.load.result;

/**
 * Something that happened outside of the load while it ran.
 *
 * @param atMillis since the epoch
 * @param kind such as {@code step} or {@code canary}
 * @param text such as {@code S3} or {@code no-canary}
 */
public record Mark(long atMillis, String kind, String text) {}
