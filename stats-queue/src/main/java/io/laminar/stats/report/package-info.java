/**
 * Reads back what has been counted. Changes nothing. Start reading at {@link
 * io.laminar.stats.report.StatsReader}.
 */
package io.laminar.stats.report;
