package io.laminar.migration.fleet;

import java.util.regex.Pattern;

/**
 * The statements for the four tables of a control store: where each migration stands, its
 * publications, its members, and its events. The clock is read anew in each statement: that of the
 * transaction stands still while it waits for its turn.
 */
final class FleetSql {

  /** How the tables' names may begin. */
  static final Pattern LEGAL_PREFIX = Pattern.compile("[a-z][a-z0-9_]{0,39}");

  private static final String NOW =
      "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now_micros";

  final String prepare;
  final String enrolMigration;
  final String lock;
  final String roster;
  final String head;
  final String log;
  final String logFrom;
  final String publish;
  final String advance;
  final String note;
  final String newestEvent;
  final String appendEvent;
  final String events;
  final String appoint;
  final String register;
  final String renew;
  final String acknowledge;
  final String strike;
  final String tell = "SELECT pg_notify($1, $2)";
  final String channel;

  /**
   * @param prefix a legal identifier, checked by the caller
   */
  FleetSql(String prefix) {
    String fleet = prefix + "_fleet";
    String publication = prefix + "_publication";
    String member = prefix + "_member";
    String event = prefix + "_event";
    prepare = prepare(fleet, publication, member, event);
    enrolMigration =
        "INSERT INTO %s (migration) VALUES ($1) ON CONFLICT DO NOTHING".formatted(fleet);
    lock = "SELECT number, hash FROM %s WHERE migration = $1 FOR UPDATE".formatted(fleet);
    roster =
        """
        SELECT c.now_micros, f.number, f.controller, m.name, m.incarnation, m.address,
          m.acknowledged, m.lease_micros, m.reported_micros, m.report, m.gap, m.alone
        FROM (SELECT %s) AS c CROSS JOIN %s AS f
        LEFT JOIN %s AS m ON m.migration = f.migration WHERE f.migration = $1
        """
            .formatted(NOW, fleet, member);
    head =
        """
        SELECT p.*, f.note FROM %s AS f JOIN %s AS p
          ON p.migration = f.migration AND p.number = f.number
        WHERE f.migration = $1
        """
            .formatted(fleet, publication);
    log =
        "SELECT * FROM %s WHERE migration = $1 AND number >= $2 ORDER BY number LIMIT $3"
            .formatted(publication);
    logFrom =
        "SELECT * FROM %s WHERE migration = $1 AND number >= $2 ORDER BY number"
            .formatted(publication);
    publish =
        """
        INSERT INTO %s (migration, number, previous_hash, document, binding, at_micros, who, why,
          hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """
            .formatted(publication);
    advance =
        "UPDATE %s SET number = $2, hash = $3, note = $4 WHERE migration = $1".formatted(fleet);
    note = "UPDATE %s SET note = $2 WHERE migration = $1".formatted(fleet);
    newestEvent =
        "SELECT * FROM %s WHERE migration = $1 ORDER BY number DESC LIMIT 1".formatted(event);
    appendEvent =
        """
        INSERT INTO %s (migration, number, publication, publication_hash, at_micros, who, what,
          previous_hash, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """
            .formatted(event);
    events =
        "SELECT * FROM %s WHERE migration = $1 AND number >= $2 ORDER BY number LIMIT $3"
            .formatted(event);
    appoint = "UPDATE %s SET controller = $2 WHERE migration = $1".formatted(fleet);
    register =
        """
        INSERT INTO %s AS there (migration, name, incarnation, address, acknowledged, lease_micros,
          reported_micros, report, gap,
          alone)
        VALUES ($1, $2, $3, $4, 0, $5, $6, '{}', true, false)
        ON CONFLICT (migration, name) DO UPDATE SET incarnation = EXCLUDED.incarnation,
          address = EXCLUDED.address, acknowledged = 0, lease_micros = EXCLUDED.lease_micros,
          reported_micros = EXCLUDED.reported_micros, report = EXCLUDED.report,
          gap = EXCLUDED.gap,
          alone = EXCLUDED.alone
        """
            .formatted(member);
    renew =
        """
        UPDATE %s SET lease_micros = $3, reported_micros = $4, report = $5, gap = $6,
          alone = $7
        WHERE migration = $1 AND incarnation = $2
        """
            .formatted(member);
    acknowledge =
        "UPDATE %s SET acknowledged = $3, gap = false WHERE migration = $1 AND incarnation = $2"
            .formatted(member);
    strike = "DELETE FROM %s WHERE migration = $1 AND name = $2".formatted(member);
    channel = fleet;
  }

  private static String prepare(String fleet, String publication, String member, String event) {
    return """
    SELECT pg_advisory_xact_lock(hashtext('laminar %1$s'));
    SET LOCAL client_min_messages = warning;
    CREATE TABLE IF NOT EXISTS %1$s (
      migration text COLLATE "C" PRIMARY KEY,
      number bigint NOT NULL DEFAULT 0,
      hash text NOT NULL DEFAULT '',
      controller text NOT NULL DEFAULT '',
      note text NOT NULL DEFAULT '');
    CREATE TABLE IF NOT EXISTS %2$s (
      migration text COLLATE "C" NOT NULL,
      number bigint NOT NULL,
      previous_hash text NOT NULL,
      document text NOT NULL,
      binding boolean NOT NULL,
      at_micros bigint NOT NULL,
      who text NOT NULL,
      why text NOT NULL,
      hash text NOT NULL,
      PRIMARY KEY (migration, number));
    CREATE TABLE IF NOT EXISTS %3$s (
      migration text COLLATE "C" NOT NULL,
      name text COLLATE "C" NOT NULL,
      incarnation text NOT NULL,
      address text NOT NULL,
      acknowledged bigint NOT NULL,
      lease_micros bigint NOT NULL,
      reported_micros bigint NOT NULL,
      report text NOT NULL,
      gap boolean NOT NULL,
      alone boolean NOT NULL,
      PRIMARY KEY (migration, name));
    CREATE TABLE IF NOT EXISTS %4$s (
      migration text COLLATE "C" NOT NULL,
      number bigint NOT NULL,
      publication bigint NOT NULL,
      publication_hash text NOT NULL,
      at_micros bigint NOT NULL,
      who text NOT NULL,
      what text NOT NULL,
      previous_hash text NOT NULL,
      hash text NOT NULL,
      PRIMARY KEY (migration, number))
    """
        .formatted(fleet, publication, member, event);
  }
}
