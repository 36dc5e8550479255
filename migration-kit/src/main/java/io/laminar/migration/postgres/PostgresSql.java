package io.laminar.migration.postgres;

/** The statements for one table. */
final class PostgresSql {

  private static final String COLUMNS = "key, value, version, expires_at, tombstone";

  /** What most rows have there travels as nothing, which costs both sides less than a number. */
  private static final String READ =
      "key, value, version, NULLIF(expires_at, 0), NULLIF(tombstone, false)";

  final String inspect;
  final String prepare;
  final String get;
  final String put;
  final String insertMany;
  final String replace;
  final String insert;
  final String purge;
  final String scan;
  final String boundaries;
  final String estimate;
  final String count;
  final String sweep;

  /**
   * @param table a legal identifier, checked by the caller
   */
  PostgresSql(String table) {
    inspect =
        """
        SELECT a.attname::text AS name, format_type(a.atttypid, NULL) AS type, EXISTS (
          SELECT 1 FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique
            AND i.indpred IS NULL AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum) AS is_unique
        FROM pg_attribute a
        WHERE a.attrelid = to_regclass('%s') AND a.attnum > 0 AND NOT a.attisdropped
        """
            .formatted(table);
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
        CREATE INDEX IF NOT EXISTS %1$s_version ON %1$s USING brin (version)
        """
            .formatted(table);
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
}
