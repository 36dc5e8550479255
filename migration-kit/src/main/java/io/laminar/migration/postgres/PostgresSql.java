package io.laminar.migration.postgres;

import io.laminar.migration.store.HybridClock;

/** The statements for one table. */
final class PostgresSql {

  private static final String COLUMNS = "key, value, version, expires_at, tombstone";

  /** What most rows have there travels as nothing, which costs both sides less than a number. */
  private static final String READ =
      "key, value, version, NULLIF(expires_at, 0), NULLIF(tombstone, false)";

  /** How many entries a delta may have to be collected for each page; their keys are held. */
  private static final int SMALL_DELTA = 20_000;

  private final String table;

  final String inspect;
  final String prepare;
  final String get;
  final String put;
  final String insertMany;
  final String replace;
  final String insert;
  final String purge;
  final String scan;
  final String walk;
  final String boundaries;
  final String estimate;
  final String count;
  final String sweep;

  /**
   * @param table a legal identifier, checked by the caller
   */
  PostgresSql(String table) {
    this.table = table;
    // indexed_since is the lowest version from which on a B-tree has them all
    inspect =
        """
        SELECT a.attname::text AS name, format_type(a.atttypid, NULL) AS type, EXISTS (
          SELECT 1 FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique
            AND i.indpred IS NULL AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum) AS is_unique, (
          SELECT min(CASE WHEN i.indpred IS NULL THEN 0 ELSE
            substring(pg_get_expr(i.indpred, i.indrelid)
              FROM '^[(]version >= ''?([0-9]+)''?(::bigint)?[)]$')::bigint END)
          FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
          WHERE i.indrelid = a.attrelid AND i.indisvalid AND m.amname = 'btree'
            AND i.indkey[0] = a.attnum) AS indexed_since
        FROM pg_attribute a
        WHERE a.attrelid = to_regclass('%s') AND a.attnum > 0 AND NOT a.attisdropped
        """
            .formatted(table);
    // what a copy brings was written before, so only live writes pay for the index
    prepare =
        """
        SELECT pg_advisory_xact_lock(hashtext('laminar %1$s'));
        SET LOCAL client_min_messages = warning;
        CREATE TABLE IF NOT EXISTS %1$s (
          key text COLLATE "C" PRIMARY KEY,
          value bytea NOT NULL,
          version bigint NOT NULL DEFAULT 0,
          expires_at bigint NOT NULL DEFAULT 0,
          tombstone boolean NOT NULL DEFAULT false);
        ALTER TABLE %1$s ADD COLUMN IF NOT EXISTS version bigint NOT NULL DEFAULT 0;
        ALTER TABLE %1$s ADD COLUMN IF NOT EXISTS expires_at bigint NOT NULL DEFAULT 0;
        ALTER TABLE %1$s ADD COLUMN IF NOT EXISTS tombstone boolean NOT NULL DEFAULT false;
        DO $$ BEGIN EXECUTE format(
          'CREATE INDEX IF NOT EXISTS %1$s_version ON %1$s (version) WHERE version >= %%s',
          (extract(epoch FROM clock_timestamp()) * 1000000)::bigint * %2$d);
        END $$
        """
            .formatted(table, HybridClock.atMicros(1));
    get = "SELECT %s FROM %s WHERE key = ANY($1)".formatted(READ, table);
    put =
        """
        INSERT INTO %1$s AS there (%2$s)
        SELECT * FROM unnest($1::text[], $2::bytea[], $3::bigint[], $4::bigint[], $5::boolean[])
        ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, version = EXCLUDED.version,
          expires_at = EXCLUDED.expires_at, tombstone = EXCLUDED.tombstone
        WHERE there.version < EXCLUDED.version
        RETURNING key
        """
            .formatted(table, COLUMNS);
    // fails as a whole if one of them is there
    insertMany =
        """
        INSERT INTO %1$s (%2$s)
        SELECT * FROM unnest($1::text[], $2::bytea[], $3::bigint[], $4::bigint[], $5::boolean[])
        """
            .formatted(table, COLUMNS);
    replace =
        """
        UPDATE %s SET value = $4, version = $5, expires_at = $6, tombstone = $7
        WHERE key = $1 AND version = $2 AND value = $3 AND tombstone = $8
        """
            .formatted(table);
    // a row that has expired counts as nothing
    insert =
        """
        INSERT INTO %1$s AS there (%2$s) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, version = EXCLUDED.version,
          expires_at = EXCLUDED.expires_at, tombstone = EXCLUDED.tombstone
        WHERE there.expires_at BETWEEN 1 AND $6 AND there.version <= EXCLUDED.version
        """
            .formatted(table, COLUMNS);
    purge = "DELETE FROM %s WHERE key = $1 AND version = $2".formatted(table);
    scan =
        """
        SELECT %2$s FROM %1$s
        WHERE key > $1 AND ($2 = '' OR key <= $2) AND version >= $3 ORDER BY key LIMIT $4
        """
            .formatted(table, READ);
    // the same, never by an index on the version, which each page would read as a whole
    walk = scan.replace("version >= $3", "version + 0 >= $3");
    // keys are sampled: the boundaries need not be exact, only spread
    boundaries =
        """
        SELECT percentile_disc($1::float8[]) WITHIN GROUP (ORDER BY key) AS keys
        FROM (SELECT key FROM %1$s TABLESAMPLE SYSTEM ($2)) AS sample
        """
            .formatted(table);
    estimate =
        "SELECT reltuples::bigint AS entries FROM pg_class WHERE oid = '%s'::regclass"
            .formatted(table);
    count = "SELECT count(*) AS entries FROM %s".formatted(table);
    // a row that is being written is left alone: after waiting for its lock, the row as it was
    // would be judged and the row as it is now deleted
    sweep =
        """
        DELETE FROM %1$s WHERE key = ANY(ARRAY(
          SELECT key FROM %1$s
          WHERE (expires_at BETWEEN 1 AND $1) OR (tombstone AND version < $2)
          LIMIT $3 FOR UPDATE SKIP LOCKED))
        """
            .formatted(table);
  }

  /**
   * A page of what has at least that version, where a B-tree has all of that. Neither statistics
   * nor the limit mislead the planner: the index gives the keys of a small delta, whatever it
   * thinks; a delta that is not small is found by walking the keys, and the last column is true.
   *
   * @param since stands in the text, so that a partial index is seen to hold it
   */
  String delta(long since) {
    return """
    WITH fresh AS MATERIALIZED (
      SELECT key FROM %1$s WHERE version >= %3$d ORDER BY version LIMIT %4$d + 1),
    size AS MATERIALIZED (SELECT count(*) <= %4$d AS small FROM fresh)
    (SELECT %2$s, false FROM %1$s
      WHERE (SELECT small FROM size) AND key = ANY(ARRAY(
        SELECT key FROM fresh WHERE key > $1 AND ($2 = '' OR key <= $2)
        ORDER BY key LIMIT $3))
      ORDER BY key)
    UNION ALL
    (SELECT %2$s, true FROM %1$s
      WHERE NOT (SELECT small FROM size) AND key > $1 AND ($2 = '' OR key <= $2)
        AND version + 0 >= %3$d
      ORDER BY key LIMIT $3)
    """
        .formatted(table, READ, since, SMALL_DELTA);
  }
}
