package io.laminar.migration.redshift;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements for one table: all that are ever sent, so that a test can hold each against what
 * Redshift documents.
 *
 * <p>What depends on a number is made for few numbers, since the server keeps each text prepared.
 * Statements with parameters are of the four kinds that Redshift prepares (its guide, {@code
 * PREPARE}); a {@code LIMIT} is never a parameter, which Redshift takes only as some types.
 */
final class RedshiftSql {

  /** Sizes of lists of keys; shorter lists repeat their last key. */
  static final List<Integer> LIST_SIZES = List.of(1, 8, 64, 512);

  /** Rows that one statement stages, the most first. */
  static final List<Integer> ROW_COUNTS = List.of(256, 64, 16, 4, 1);

  /**
   * Bytes in one piece of a value: its hexadecimal digits must fit a {@code varchar}, whose most is
   * 65,535.
   */
  static final int PIECE_BYTES = 32_000;

  private static final String COLUMNS = "key, value, version, expires_at, tombstone";

  private final Dialect dialect;
  private final String table;
  private final String stage;

  /** A text, and proof that it was made here. */
  static final class Statement {
    private final String text;

    private Statement(String text) {
      this.text = text.strip().replaceAll("\\s+", " ");
    }

    String text() {
      return text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * @param table a legal identifier, checked by the caller
   */
  RedshiftSql(Dialect dialect, String table) {
    this.dialect = dialect;
    this.table = table;
    this.stage = table + "_stage";
  }

  private static Statement sql(String text, Object... words) {
    return new Statement(text.formatted(words));
  }

  /** Which server it is. */
  static Statement version() {
    return sql("SELECT version()");
  }

  Statement createTable() {
    return sql(
        """
        CREATE TABLE IF NOT EXISTS %s (
          key %s NOT NULL,
          value %s NOT NULL,
          version bigint DEFAULT 0 NOT NULL,
          expires_at bigint DEFAULT 0 NOT NULL,
          tombstone boolean DEFAULT false NOT NULL%s)%s
        """,
        table, dialect.keyType(), dialect.valueType(), dialect.key(), dialect.placement());
  }

  /** No rows, but the table's columns. */
  Statement columns() {
    return sql("SELECT * FROM %s WHERE 1 = 0", table);
  }

  Statement addVersion() {
    return sql("ALTER TABLE %s ADD COLUMN version bigint DEFAULT 0 NOT NULL", table);
  }

  Statement addExpiry() {
    return sql("ALTER TABLE %s ADD COLUMN expires_at bigint DEFAULT 0 NOT NULL", table);
  }

  Statement addTombstone() {
    return sql("ALTER TABLE %s ADD COLUMN tombstone boolean DEFAULT false NOT NULL", table);
  }

  /** So that writers come one by one. Must be the first statement of a transaction. */
  Statement lock() {
    return sql("LOCK TABLE %s", table);
  }

  /** The rows under some keys. */
  Statement get(int keys) {
    return sql("SELECT %s FROM %s WHERE key IN (%s)", COLUMNS, table, parameters(1, keys));
  }

  /** The session's own table for rows on their way. */
  Statement createStage() {
    return sql(
        """
        CREATE TEMPORARY TABLE IF NOT EXISTS %s (
          key %s NOT NULL,
          value %s NOT NULL,
          version bigint NOT NULL,
          expires_at bigint NOT NULL,
          tombstone boolean NOT NULL)%s
        """,
        stage, dialect.keyType(), dialect.valueType(), dialect.placement());
  }

  /** {@code TRUNCATE} would commit. */
  Statement emptyStage() {
    return sql("DELETE FROM %s", stage);
  }

  /** Parameters of a row: key, value as hexadecimal digits, version, expiry, tombstone. */
  Statement stageRows(int rows) {
    return sql(
        "INSERT INTO %s (%s) VALUES %s",
        stage,
        COLUMNS,
        IntStream.range(0, rows)
            .mapToObj(row -> row(5 * row, 1))
            .collect(Collectors.joining(", ")));
  }

  /** Parameters: key, the pieces of the value, version, expiry, tombstone. */
  Statement stageLargeRow(int pieces) {
    return sql("INSERT INTO %s (%s) VALUES %s", stage, COLUMNS, row(0, pieces));
  }

  private String row(int before, int pieces) {
    String value =
        IntStream.rangeClosed(before + 2, before + 1 + pieces)
            .mapToObj(i -> dialect.fromHex().formatted("CAST($" + i + " AS varchar(65535))"))
            .collect(Collectors.joining(" || "));
    int after = before + 1 + pieces;
    return "(CAST($%d AS varchar(250)), %s, CAST($%d AS bigint), CAST($%d AS bigint), CAST($%d AS boolean))"
        .formatted(before + 1, value, after + 1, after + 2, after + 3);
  }

  /** Leaves in the stage what is newer than what is there. */
  Statement dropOlder() {
    return sql(
        """
        DELETE FROM %2$s USING %1$s
        WHERE %2$s.key = %1$s.key AND %2$s.version <= %1$s.version
        """,
        table, stage);
  }

  Statement stagedKeys() {
    return sql("SELECT key FROM %s", stage);
  }

  /**
   * Redshift's {@code MERGE} takes no condition beyond equality, so older rows must have left the
   * stage. All columns are set, as its guide advises.
   */
  Statement merge() {
    return sql(
        """
        MERGE INTO %1$s USING %2$s ON %1$s.key = %2$s.key
        WHEN MATCHED THEN UPDATE SET key = %2$s.key, value = %2$s.value,
          version = %2$s.version, expires_at = %2$s.expires_at, tombstone = %2$s.tombstone
        WHEN NOT MATCHED THEN INSERT (key, value, version, expires_at, tombstone)
          VALUES (%2$s.key, %2$s.value, %2$s.version, %2$s.expires_at, %2$s.tombstone)
        """,
        table, stage);
  }

  /** Parameters: key, version. */
  Statement purge() {
    return sql("DELETE FROM %s WHERE key = $1 AND version = $2", table);
  }

  /**
   * Rows in the order of their keys, the newest of a key first. Parameters: the key after which to
   * begin, the least version.
   */
  Statement scanToEnd(int limit) {
    return sql(
        "SELECT %s FROM %s WHERE key > $1 AND version >= $2 ORDER BY key, version DESC LIMIT %d",
        COLUMNS, table, limit);
  }

  /** As {@link #scanToEnd}, and the last key as the third parameter. */
  Statement scan(int limit) {
    return sql(
        """
        SELECT %s FROM %s WHERE key > $1 AND version >= $2 AND key <= $3
        ORDER BY key, version DESC LIMIT %d
        """,
        COLUMNS, table, limit);
  }

  /** The last key of each of so many parts of about the same size. */
  Statement boundaries(int parts) {
    return sql(
        """
        SELECT MAX(key) AS boundary
        FROM (SELECT key, NTILE(%d) OVER (ORDER BY key) AS part FROM %s) AS parts
        GROUP BY part ORDER BY boundary
        """,
        parts, table);
  }

  Statement count() {
    return sql("SELECT COUNT(*) AS entries FROM %s", table);
  }

  /** Parameters: now, the version below which tombstones have lived. */
  Statement over(int limit) {
    return sql(
        """
        SELECT key FROM %s
        WHERE expires_at BETWEEN 1 AND $1 OR (tombstone = true AND version < $2) LIMIT %d
        """,
        table, limit);
  }

  /** As {@link #over}, of some keys. */
  Statement sweep(int keys) {
    return sql(
        """
        DELETE FROM %s
        WHERE (expires_at BETWEEN 1 AND $1 OR (tombstone = true AND version < $2))
          AND key IN (%s)
        """,
        table, parameters(3, keys));
  }

  private static String parameters(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> "$" + i)
        .collect(Collectors.joining(", "));
  }

  /** Keys as a list of one of the {@link #LIST_SIZES}. */
  static List<String> padded(List<String> keys) {
    int size =
        LIST_SIZES.stream().filter(one -> one >= keys.size()).findFirst().orElse(keys.size());
    List<String> padded = new java.util.ArrayList<>(keys);
    padded.addAll(Collections.nCopies(size - keys.size(), keys.get(keys.size() - 1)));
    return padded;
  }
}
