/**
 * What becomes of statistics as they get old: hours are folded into days, days into months, notices
 * and dead letters are forgotten, and the partitions of the next days are made. Counts nothing.
 * Start reading at {@link io.laminar.stats.retention.Retention}.
 */
package io.laminar.stats.retention;
