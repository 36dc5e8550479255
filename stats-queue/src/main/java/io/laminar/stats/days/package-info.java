/**
 * Totals of days in stores of the migration kit, under keys such as {@code c17/billing#2026-11-23}:
 * fed from the books, each amount once, into the store that the date in the key belongs to, so that
 * the store can be changed at a date to come. Start reading at {@link
 * io.laminar.stats.days.DayFeed}; when a date belongs to which store is in {@link
 * io.laminar.stats.days.DayPlan}.
 */
package io.laminar.stats.days;
