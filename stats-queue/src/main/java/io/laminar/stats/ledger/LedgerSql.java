package io.laminar.stats.ledger;

/**
 * The tables and the statements that change them.
 *
 * <p>Hours are whole UTC hours of the sender's clock: what comes late is added to the hour it
 * belongs to. {@code stats_notice} remembers ids, {@code stats_notice_sum} what they add up to.
 */
final class LedgerSql {

  /** Serialises the making of tables between processes; any number that nobody else uses. */
  private static final long SCHEMA_LOCK = 0x6c616d696e617253L;

  /** Makes what is not there; runs as one transaction. */
  static final String SCHEMA =
      "SELECT pg_advisory_xact_lock("
          + SCHEMA_LOCK
          + ");"
          + """
          CREATE TABLE IF NOT EXISTS stats_position (
            topic_id text NOT NULL,
            part integer NOT NULL,
            topic text NOT NULL,
            next_offset bigint NOT NULL DEFAULT 0,
            heartbeat_millis bigint,
            heartbeat_sender text,
            changed_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (topic_id, part));
          CREATE TABLE IF NOT EXISTS stats_sum (
            hour timestamptz NOT NULL,
            fact text NOT NULL,
            subject text NOT NULL,
            total bigint NOT NULL,
            PRIMARY KEY (hour, fact, subject));
          CREATE TABLE IF NOT EXISTS stats_notice (
            id text PRIMARY KEY,
            kind text NOT NULL,
            bid_id text NOT NULL,
            campaign_id text NOT NULL,
            creative_id text NOT NULL,
            price_micros bigint NOT NULL,
            at timestamptz NOT NULL);
          CREATE TABLE IF NOT EXISTS stats_notice_sum (
            hour timestamptz NOT NULL,
            kind text NOT NULL,
            campaign_id text NOT NULL,
            notices bigint NOT NULL,
            price_micros bigint NOT NULL,
            PRIMARY KEY (hour, kind, campaign_id));
          CREATE TABLE IF NOT EXISTS stats_dead_letter (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            topic_id text NOT NULL,
            part integer NOT NULL,
            record_offset bigint NOT NULL,
            reason text NOT NULL,
            body bytea NOT NULL,
            kept_at timestamptz NOT NULL DEFAULT now());
          """;

  /** $1 topic id, $2 name, $3 number of partitions. */
  static final String BEGIN_POSITIONS =
      """
      INSERT INTO stats_position (topic_id, part, topic)
      SELECT $1, part, $2 FROM generate_series(0, $3::int - 1) AS part
      ON CONFLICT DO NOTHING\
      """;

  /** $1 topic id. */
  static final String POSITIONS =
      "SELECT part, next_offset FROM stats_position WHERE topic_id = $1";

  /**
   * The fence: moves a position only from where the batch begins, and locks it until the end of the
   * transaction. $1 topic id; $2 partitions, $3 from, $4 next, $5 heartbeats, $6 their senders.
   */
  static final String MOVE_POSITIONS =
      """
      UPDATE stats_position AS p
      SET next_offset = b.next,
          heartbeat_sender = CASE
            WHEN b.beat >= coalesce(p.heartbeat_millis, 0) THEN b.sender
            ELSE p.heartbeat_sender END,
          heartbeat_millis = greatest(p.heartbeat_millis, b.beat),
          changed_at = now()
      FROM unnest($2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[])
        AS b(part, expected, next, beat, sender)
      WHERE p.topic_id = $1 AND p.part = b.part AND p.next_offset = b.expected\
      """;

  /** $1 hours, $2 facts, $3 subjects, $4 counts. */
  static final String ADD_SUMS =
      """
      INSERT INTO stats_sum (hour, fact, subject, total)
      SELECT to_timestamp(b.hour * 3600), b.fact, b.subject, b.total
      FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[])
        AS b(hour, fact, subject, total)
      ON CONFLICT (hour, fact, subject) DO UPDATE SET total = stats_sum.total + excluded.total\
      """;

  /**
   * Enters notices whose id is new and adds them up; answers how many that were. $1 ids, $2 kinds,
   * $3 bids, $4 campaigns, $5 creatives, $6 prices, $7 milliseconds since the epoch.
   */
  static final String ADD_NOTICES =
      """
      WITH fresh AS (
        INSERT INTO stats_notice (id, kind, bid_id, campaign_id, creative_id, price_micros, at)
        SELECT b.id, b.kind, b.bid, b.campaign, b.creative, b.price,
               to_timestamp(b.millis / 1000.0)
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[],
                    $7::bigint[]) AS b(id, kind, bid, campaign, creative, price, millis)
        ON CONFLICT (id) DO NOTHING
        RETURNING date_trunc('hour', at, 'UTC') AS hour, kind, campaign_id, price_micros),
      summed AS (
        INSERT INTO stats_notice_sum (hour, kind, campaign_id, notices, price_micros)
        SELECT hour, kind, campaign_id, count(*), sum(price_micros)::bigint
        FROM fresh GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (hour, kind, campaign_id) DO UPDATE SET
          notices = stats_notice_sum.notices + excluded.notices,
          price_micros = stats_notice_sum.price_micros + excluded.price_micros)
      SELECT count(*)::int FROM fresh\
      """;

  /** $1 topic id; $2 partitions, $3 offsets, $4 reasons, $5 bodies. */
  static final String KEEP_DEAD_LETTERS =
      """
      INSERT INTO stats_dead_letter (topic_id, part, record_offset, reason, body)
      SELECT $1, b.part, b.record_offset, b.reason, b.body
      FROM unnest($2::int[], $3::bigint[], $4::text[], $5::bytea[])
        AS b(part, record_offset, reason, body)\
      """;

  /** $1 topic id, $2 number of partitions. Partitions that have no row are silent too. */
  static final String PULSE =
      """
      SELECT $2::int - count(heartbeat_millis)::int,
             coalesce((array_agg(heartbeat_sender ORDER BY heartbeat_millis))[1], ''),
             coalesce(min(heartbeat_millis), 0)
      FROM stats_position WHERE topic_id = $1 AND part < $2::int\
      """;

  private LedgerSql() {}
}
