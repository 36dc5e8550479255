package io.laminar.migration.proxy;

import io.laminar.migration.proxy.resp.RequestLimits;
import java.time.Duration;

/**
 * How much clients may ask for.
 *
 * @param request how large one request may be
 * @param maxConnections of all event loops together
 * @param maxInFlight commands of one connection that may wait for their answers
 * @param outputBytes answers that a client has not read; more closes its connection
 * @param deadline how long one command may take
 * @param idleTimeout a connection that is silent for so long is closed; 0 = never
 * @param drainTimeout how long commands under way may take when the proxy stops
 */
public record ProxyLimits(
    RequestLimits request,
    int maxConnections,
    int maxInFlight,
    int outputBytes,
    Duration deadline,
    Duration idleTimeout,
    Duration drainTimeout) {}
