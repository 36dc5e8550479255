package io.laminar.stats.canary;

/**
 * Whether there is a canary now.
 *
 * @param alive true if the last one written has time left
 * @param writtenMillis when the last one was written, in milliseconds since the epoch; 0 for never
 * @param lagMillis of the heartbeat it stood for; 0 if none was written
 * @param reason why there is none, or why the last attempt failed; empty if all is well
 */
public record CanaryState(boolean alive, long writtenMillis, long lagMillis, String reason) {}
