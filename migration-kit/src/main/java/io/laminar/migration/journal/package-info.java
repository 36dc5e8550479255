/**
 * The durable list of keys whose second copy may be behind, and the job that brings them up to
 * date. It lies beside the authority's data, so that it can be written while the other store is
 * down. Start reading at {@link io.laminar.migration.journal.DirtyJournal}.
 */
package io.laminar.migration.journal;
