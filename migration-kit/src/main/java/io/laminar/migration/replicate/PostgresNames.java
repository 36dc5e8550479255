package io.laminar.migration.replicate;

/**
 * The statements that let one table follow another. Publication, subscription, slot, trigger and
 * function have one name, which tells whose they are.
 */
final class PostgresNames {

  final String name;
  final String table;
  final String publish;
  final String fenceState;
  final String fence;
  final String unfence;
  final String empty;
  final String subscription;
  final String dropSubscription;
  final String giveSubscriptionUp;
  final String slot;
  final String endSlot;
  final String clean;

  /**
   * @param table a legal identifier, as the namespace of an address is
   */
  PostgresNames(String table) {
    this.table = table;
    this.name = "laminar_" + table;
    // without truncate: what empties a follower must never reach the leader
    publish =
        format(
            """
            DO $$ BEGIN
              IF NOT EXISTS (SELECT FROM pg_publication WHERE pubname = '%1$s') THEN
                CREATE PUBLICATION %1$s
                  FOR TABLE %2$s (key, value, version, expires_at, tombstone)
                  WITH (publish = 'insert, update, delete');
              END IF;
            END $$
            """);
    fenceState =
        format(
            "SELECT tgenabled::text FROM pg_trigger"
                + " WHERE tgname = '%1$s' AND tgrelid = '%2$s'::regclass");
    // waits until statements that write have ended, and does not hold up those that read; the
    // replication's own workers do not fire it (session_replication_role)
    fence =
        format(
            """
            SET LOCAL lock_timeout = '1s';
            CREATE OR REPLACE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql AS $$
              BEGIN
                RAISE EXCEPTION 'table %% follows another server', TG_TABLE_NAME
                  USING ERRCODE = 'read_only_sql_transaction';
              END $$;
            CREATE OR REPLACE TRIGGER %1$s BEFORE INSERT OR UPDATE OR DELETE ON %2$s
              FOR EACH STATEMENT EXECUTE FUNCTION %1$s();
            ALTER TABLE %2$s ENABLE TRIGGER %1$s
            """);
    unfence = format("SET LOCAL lock_timeout = '1s'; ALTER TABLE %2$s DISABLE TRIGGER %1$s");
    empty = format("SET LOCAL lock_timeout = '1s'; TRUNCATE %2$s");
    subscription =
        format(
            """
            SELECT s.subenabled AS enabled,
              (SELECT count(*) FROM pg_subscription_rel r WHERE r.srsubid = s.oid) > 0
                AND NOT EXISTS (SELECT FROM pg_subscription_rel r
                  WHERE r.srsubid = s.oid AND r.srsubstate <> 'r') AS ready,
              coalesce((SELECT sum(p.tuples_processed) FROM pg_stat_progress_copy p
                WHERE p.relid = '%2$s'::regclass AND p.command = 'COPY FROM'), 0)::bigint AS copied,
              coalesce((SELECT apply_error_count + sync_error_count
                FROM pg_stat_subscription_stats e WHERE e.subid = s.oid), 0)::bigint AS errors
            FROM pg_subscription s
            WHERE s.subname = '%1$s'
              AND s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
            """);
    dropSubscription = "DROP SUBSCRIPTION " + name;
    // the publisher is away: its slot is dropped there, when it is back
    giveSubscriptionUp =
        format(
            "ALTER SUBSCRIPTION %1$s DISABLE; ALTER SUBSCRIPTION %1$s SET (slot_name = NONE);"
                + " DROP SUBSCRIPTION %1$s");
    slot =
        format(
            """
            SELECT active, coalesce(wal_status, '') AS wal,
              (pg_current_wal_lsn() - confirmed_flush_lsn)::bigint AS lag,
              (confirmed_flush_lsn - '0/0'::pg_lsn)::bigint AS confirmed
            FROM pg_replication_slots WHERE slot_name = '%1$s'
            """);
    endSlot =
        format(
            """
            SELECT pg_terminate_backend(active_pid, 2000)
              FROM pg_replication_slots WHERE slot_name = '%1$s' AND active;
            SELECT pg_drop_replication_slot(slot_name)
              FROM pg_replication_slots WHERE slot_name = '%1$s' AND NOT active
            """);
    clean =
        format(
            """
            SET LOCAL lock_timeout = '1s';
            DROP PUBLICATION IF EXISTS %1$s;
            DROP TRIGGER IF EXISTS %1$s ON %2$s;
            DROP FUNCTION IF EXISTS %1$s()
            """);
  }

  /**
   * Makes a table follow the other one.
   *
   * @param connection to the server of the other one
   * @param copies true if it begins with a copy of everything; false if both hold the same
   */
  String subscribe(String connection, boolean copies) {
    return "CREATE SUBSCRIPTION %1$s CONNECTION '%2$s' PUBLICATION %1$s WITH (origin = none, copy_data = %3$s)"
        .formatted(name, connection.replace("'", "''"), copies);
  }

  private String format(String sql) {
    return sql.formatted(name, table);
  }
}
