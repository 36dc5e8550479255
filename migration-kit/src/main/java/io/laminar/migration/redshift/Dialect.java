package io.laminar.migration.redshift;

/**
 * The few words in which Redshift and PostgreSQL differ; all else is the same text on both.
 *
 * @param engine what the server calls itself
 * @param keyType of keys: 250 bytes, compared by their bytes
 * @param valueType of values
 * @param placement where Redshift shall keep a row: by its key, sorted by its key; begins with a
 *     space unless it is empty
 * @param key what tells Redshift's planner that keys are unique, which nobody enforces; begins with
 *     a comma unless it is empty
 * @param fromHex makes bytes of hexadecimal digits: text with one {@code %s}
 */
record Dialect(
    String engine, String keyType, String valueType, String placement, String key, String fromHex) {

  static final Dialect REDSHIFT =
      new Dialect(
          "Amazon Redshift",
          "varchar(250) COLLATE CASE_SENSITIVE",
          "varbyte(" + RedshiftStore.MAX_VALUE_BYTES + ")",
          " DISTKEY (key) SORTKEY (key)",
          ", PRIMARY KEY (key)",
          "to_varbyte(%s, 'hex')");

  /** Has no unique key either: what holds here must not hang on one. */
  static final Dialect STAND_IN =
      new Dialect(
          "PostgreSQL in Redshift's place",
          "varchar(250) COLLATE \"C\"",
          "bytea",
          "",
          "",
          "decode(%s, 'hex')");

  private static final int LEAST_MERGING = 15;

  /**
   * Which dialect a server speaks.
   *
   * @param version what it answers to {@code SELECT version()}
   * @throws IllegalArgumentException if it is a PostgreSQL without {@code MERGE}
   */
  static Dialect of(String version) {
    if (version.contains("Redshift")) {
      return REDSHIFT;
    }
    String number = version.replaceFirst("^PostgreSQL ", "").replaceFirst("\\D.*", "");
    if (number.isEmpty() || Integer.parseInt(number) < LEAST_MERGING) {
      throw new IllegalArgumentException(
          "the server must be an Amazon Redshift, or PostgreSQL "
              + LEAST_MERGING
              + " or later in its place, was "
              + version);
    }
    return STAND_IN;
  }
}
