package io.laminar.deploy.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** An engine as it can be had on one machine, and how much of it a benchmark can bear. */
enum BenchEngine {
  REDIS("Redis", "Vert.x's Redis client", 1_000_000, "redis:", "rediss:"),
  MEMCACHED(
      "Memcached", "a bare socket that writes mg and cuts out the value", 1_000_000, "memcached:"),
  POSTGRES("PostgreSQL", "Vert.x's PostgreSQL client", 1_000_000, "postgresql:", "postgres:"),
  DYNAMODB(
      "DynamoDB Local, Amazon's stand-in for DynamoDB",
      "AWS SDK 2, its answers brought to the event loop",
      2_000,
      "dynamodb:"),
  COUCHBASE(
      "Couchbase's mock in place of a server",
      "Couchbase's SDK with its defaults, its answers brought to the event loop",
      5_000,
      "couchbase:",
      "couchbases:"),
  REDSHIFT("PostgreSQL in Redshift's place", "Vert.x's PostgreSQL client", 1_000, "redshift:");

  private final String title;
  private final String client;
  private final int maxEntries;
  private final String[] schemes;

  /**
   * @param title what it is when this program starts it
   * @param client what is measured beside our store
   * @param maxEntries more would make a round last minutes
   */
  BenchEngine(String title, String client, int maxEntries, String... schemes) {
    this.title = title;
    this.client = client;
    this.maxEntries = maxEntries;
    this.schemes = schemes;
  }

  /** How it is named by a flag. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it is, for people, when this program started it. */
  String title() {
    return title;
  }

  /** What the raw client is, for people. */
  String client() {
    return client;
  }

  /** How many of the wanted entries it is filled with. */
  int entriesOf(int wanted) {
    return Math.min(wanted, maxEntries);
  }

  /** The engine with such a label. */
  static Optional<BenchEngine> named(String label) {
    return Arrays.stream(values()).filter(engine -> engine.label().equals(label)).findFirst();
  }

  /**
   * The engine that an address names.
   *
   * @throws IllegalArgumentException if none does
   */
  static BenchEngine at(String uri) {
    return Arrays.stream(values())
        .filter(engine -> Arrays.stream(engine.schemes).anyMatch(uri::startsWith))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no engine is known whose addresses begin like "
                        + uri.substring(0, Math.max(0, uri.indexOf(':')))));
  }
}
