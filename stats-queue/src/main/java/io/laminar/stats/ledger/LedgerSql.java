package io.laminar.stats.ledger;

/**
 * The statements that enter a batch; the tables are those of {@link LedgerSchema}.
 *
 * <p>Hours are whole UTC hours of the sender's clock: what comes late is added to the hour it
 * belongs to.
 */
final class LedgerSql {

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
   * transaction. $1 topic id; $2 partitions, $3 from, $4 next.
   */
  static final String MOVE_POSITIONS =
      """
      UPDATE stats_position AS p
      SET next_offset = b.next, changed_at = now()
      FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS b(part, expected, next)
      WHERE p.topic_id = $1 AND p.part = b.part AND p.next_offset = b.expected\
      """;

  /**
   * Heartbeats, each in the place of the one before. $1 topic id; $2 partitions, $3 senders, $4
   * milliseconds since the epoch, $5 whether the last.
   */
  static final String KEEP_BEATS =
      """
      INSERT INTO stats_beat (topic_id, sender, part, sent_millis, leaving, seen_at)
      SELECT $1, b.sender, b.part, b.millis, b.leaving, clock_timestamp()
      FROM unnest($2::int[], $3::text[], $4::bigint[], $5::boolean[])
        AS b(part, sender, millis, leaving)
      ON CONFLICT (topic_id, sender, part) DO UPDATE SET
        sent_millis = excluded.sent_millis,
        leaving = excluded.leaving,
        seen_at = excluded.seen_at\
      """;

  private static final String ADD_TO_HOUR =
      """
      ON CONFLICT (hour, fact, subject, creative, deal, exchange) DO UPDATE SET
        total = stats_hour.total + excluded.total,
        price_micros = stats_hour.price_micros + excluded.price_micros\
      """;

  /** $1 hours, $2 facts, $3 names, $4 creatives, $5 deals, $6 exchanges, $7 counts. */
  static final String ADD_SUMS =
      """
      INSERT INTO stats_hour (hour, fact, subject, creative, deal, exchange, total, price_micros)
      SELECT to_timestamp(b.hour * 3600), b.fact, b.subject, b.creative, b.deal, b.exchange,
             b.total, 0
      FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                  $7::bigint[]) AS b(hour, fact, subject, creative, deal, exchange, total)
      """
          + ADD_TO_HOUR;

  /**
   * Enters notices whose id is new and adds them up, by hour and, for the totals of days, by day;
   * answers how many that were, and the ids of lost bids among them. Ids are looked for in every
   * partition: the same notice may come again on another day. $1 ids, $2 kinds, $3 bids, $4
   * campaigns, $5 creatives, $6 deals, $7 exchanges, $8 prices, $9 milliseconds since the epoch.
   */
  static final String ADD_NOTICES =
      """
      WITH fresh AS (
        INSERT INTO stats_notice (seen, id, kind, bid_id, campaign_id, creative_id, deal_id,
                                  exchange, price_micros, at)
        SELECT current_date, b.id, b.kind, b.bid, b.campaign, b.creative, b.deal, b.exchange,
               b.price, to_timestamp(b.millis / 1000.0)
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                    $7::text[], $8::bigint[], $9::bigint[])
          AS b(id, kind, bid, campaign, creative, deal, exchange, price, millis)
        WHERE NOT EXISTS (SELECT FROM stats_notice AS known WHERE known.id = b.id)
        ON CONFLICT (id, seen) DO NOTHING
        RETURNING id, at, kind, campaign_id, creative_id, deal_id, exchange, price_micros),
      hours AS (
        INSERT INTO stats_hour (hour, fact, subject, creative, deal, exchange, total, price_micros)
        SELECT date_trunc('hour', at), kind, campaign_id, creative_id, deal_id, exchange,
               count(*), sum(price_micros)::bigint
        FROM fresh GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
      """
          + ADD_TO_HOUR
          + """
          ),
          days AS (
            INSERT INTO stats_day_due (day, fact, campaign, total, price_micros)
            SELECT at::date, kind, campaign_id, count(*), sum(price_micros)::bigint
            FROM fresh WHERE campaign_id <> '' GROUP BY 1, 2, 3)
          SELECT count(*)::int, coalesce(array_agg(id) FILTER (WHERE kind = 'LOSS'), '{}')
          FROM fresh\
          """;

  /**
   * How many bills there are of bids whose loss was entered, and losses of bids whose bill was;
   * asked after the notices were entered. $1 ids, $2 kinds.
   */
  static final String COUNT_CONTRADICTED =
      """
      SELECT (count(*) FILTER (WHERE b.kind = 'BILLING'))::int,
             (count(*) FILTER (WHERE b.kind = 'LOSS'))::int
      FROM unnest($1::text[], $2::text[]) AS b(id, kind)
      JOIN stats_notice AS known ON known.id = b.id AND known.kind <> b.kind\
      """;

  /** $1 campaigns, $2 when their draws settle, in milliseconds since the epoch, $3 nanos. */
  static final String ADD_RELEASES =
      """
      INSERT INTO stats_release AS known (campaign_id, settled_millis, nanos)
      SELECT b.campaign, b.settled, b.nanos
      FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS b(campaign, settled, nanos)
      ON CONFLICT (campaign_id, settled_millis) DO UPDATE SET nanos = known.nanos + excluded.nanos\
      """;

  /** $1 days since the epoch, $2 facts, $3 campaigns, $4 counts. */
  static final String ADD_DAYS =
      """
      INSERT INTO stats_day_due (day, fact, campaign, total, price_micros)
      SELECT DATE '1970-01-01' + b.day, b.fact, b.campaign, b.total, 0
      FROM unnest($1::int[], $2::text[], $3::text[], $4::bigint[])
        AS b(day, fact, campaign, total)\
      """;

  /** $1 topic id; $2 partitions, $3 offsets, $4 reasons, $5 bodies. */
  static final String KEEP_DEAD_LETTERS =
      """
      INSERT INTO stats_dead_letter (topic_id, part, record_offset, reason, body)
      SELECT $1, b.part, b.record_offset, b.reason, b.body
      FROM unnest($2::int[], $3::bigint[], $4::text[], $5::bytea[])
        AS b(part, record_offset, reason, body)\
      """;

  /**
   * Of the bidders that live: who they are; how many of their heartbeats are missing, a partition
   * each, and a bidder that misses one; the oldest and the newest sent, by whom; for how many
   * milliseconds one of them has not come through again. $1 topic id, $2 number of partitions, $3
   * milliseconds of silence after which a bidder is gone. An instant from the future is as far away
   * as one from the past, should the database's clock be set back.
   */
  static final String PULSE =
      """
      WITH beat AS (
        SELECT sender, sent_millis,
               extract(epoch FROM clock_timestamp() - seen_at) * 1000 AS age
        FROM stats_beat WHERE topic_id = $1 AND part < $2::int AND NOT leaving),
      live AS (
        SELECT sender, count(*)::int AS parts FROM beat
        GROUP BY sender HAVING min(abs(age)) < $3::bigint),
      heard AS (SELECT beat.* FROM beat JOIN live USING (sender))
      SELECT (SELECT coalesce(array_agg(sender ORDER BY sender), '{}') FROM live),
             (SELECT coalesce(sum($2::int - parts), 0)::int FROM live),
             (SELECT coalesce(min(sender) FILTER (WHERE parts < $2::int), '') FROM live),
             coalesce((array_agg(sender ORDER BY sent_millis))[1], ''),
             coalesce(min(sent_millis), 0),
             coalesce((array_agg(sender ORDER BY sent_millis DESC))[1], ''),
             coalesce(max(sent_millis), 0),
             coalesce(greatest(0, max(age)), 0)::bigint
      FROM heard\
      """;

  private LedgerSql() {}
}
