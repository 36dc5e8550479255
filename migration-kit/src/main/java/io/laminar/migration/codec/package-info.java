/**
 * How an entry is laid into an engine's bytes: bare, as an old system left it, or in an envelope
 * that carries version, expiry and tombstone. Readers understand both at any time, so the format
 * can be changed in place. Start reading at {@link io.laminar.migration.codec.Format}.
 */
package io.laminar.migration.codec;
