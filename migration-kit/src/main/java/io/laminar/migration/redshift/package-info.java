/**
 * Amazon Redshift: rows of one table, merged from a staging table under a lock. It is a batch
 * store: a source or target of copies, never what a bidder reads from. Every statement is of the
 * subset that Redshift documents; the same statements run on PostgreSQL 15 and later, which takes
 * Redshift's place where none can be had. Start reading at {@link
 * io.laminar.migration.redshift.RedshiftStore}.
 */
package io.laminar.migration.redshift;
