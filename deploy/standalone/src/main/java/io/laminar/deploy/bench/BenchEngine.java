package io.laminar.deploy.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** An engine as it can be had on one machine, and how much of it a benchmark can bear. */
enum BenchEngine {
  REDIS("Redis", 1_000_000, "redis:", "rediss:"),
  MEMCACHED("Memcached", 1_000_000, "memcached:"),
  POSTGRES("PostgreSQL", 1_000_000, "postgresql:", "postgres:"),
  DYNAMODB("DynamoDB Local, Amazon's stand-in for DynamoDB", 2_000, "dynamodb:"),
  COUCHBASE("Couchbase's mock in place of a server", 5_000, "couchbase:", "couchbases:"),
  REDSHIFT("PostgreSQL in Redshift's place", 1_000, "redshift:");

  private final String title;
  private final int maxEntries;
  private final String[] schemes;

  /**
   * @param title what it is when this program starts it
   * @param maxEntries more would make a round last minutes
   */
  BenchEngine(String title, int maxEntries, String... schemes) {
    this.title = title;
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
