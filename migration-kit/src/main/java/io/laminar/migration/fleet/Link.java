package io.laminar.migration.fleet;

/** One of a chain: it holds the hash of the one before, and its own hash covers that. */
public sealed interface Link permits Publication, AuditEvent {

  /** Its place in its chain, from 1. */
  long number();

  /** The hash of the one before; empty for the first. */
  String previousHash();

  /** The hash that was kept with it, SHA-256 in lower-case hexadecimal. */
  String hash();

  /** What the hash must be, computed from everything else. */
  String expectedHash();
}
