/**
 * Couchbase: envelopes as binary documents of a bucket's default collection, put by compare-and-set
 * and scanned by key ranges. Nothing here blocks the caller's event loop, and no callback of the
 * SDK's own threads gets out. Start reading at {@link
 * io.laminar.migration.couchbase.CouchbaseStore}.
 */
package io.laminar.migration.couchbase;
