package io.laminar.stats.report;

import java.time.Instant;

/**
 * How often a fact happened in one hour.
 *
 * @param hour its beginning, UTC
 * @param fact the name of a {@link io.laminar.stats.event.Fact}
 * @param subject a campaign or a reason; empty for none
 */
public record FactTotal(Instant hour, String fact, String subject, long total) {}
