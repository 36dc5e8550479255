package io.laminar.stats.ledger;

/**
 * The tables of the books.
 *
 * <p>{@code stats_hour} holds what was counted, {@code stats_day} and {@code stats_month} what was
 * folded together when it got old: each count is in exactly one of the three. {@code stats_notice}
 * remembers notices for as long as they might come again. {@code stats_release} holds what lost
 * bids gave back, by the draws that they were made from. Large tables have partitions, so that what
 * is old goes by dropping a table; what fits no partition is in the one called {@code _rest}.
 * Sessions that use them are in UTC.
 */
public final class LedgerSchema {

  /** Serialises the making of tables between processes; any number that nobody else uses. */
  private static final long SCHEMA_LOCK = 0x6c616d696e617253L;

  private static final String WHAT =
      """
        fact text NOT NULL,
        subject text NOT NULL,
        creative text NOT NULL,
        deal text NOT NULL,
        exchange text NOT NULL,
        total bigint NOT NULL,
        price_micros bigint NOT NULL,
      """;

  /** Columns of what a sum is of, and of the sum, in the order of the tables. */
  private static final String KEYS = "fact, subject, creative, deal, exchange";

  private static final String TABLES =
      """
      CREATE TABLE IF NOT EXISTS stats_position (
        topic_id text NOT NULL,
        part integer NOT NULL,
        topic text NOT NULL,
        next_offset bigint NOT NULL DEFAULT 0,
        changed_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (topic_id, part));
      CREATE TABLE IF NOT EXISTS stats_beat (
        topic_id text NOT NULL,
        sender text NOT NULL,
        part integer NOT NULL,
        sent_millis bigint NOT NULL,
        leaving boolean NOT NULL,
        seen_at timestamptz NOT NULL,
        PRIMARY KEY (topic_id, sender, part));
      CREATE TABLE IF NOT EXISTS stats_hour (
        hour timestamptz NOT NULL,
      """
          + WHAT
          + """
            PRIMARY KEY (hour, fact, subject, creative, deal, exchange)) PARTITION BY RANGE (hour);
          CREATE TABLE IF NOT EXISTS stats_hour_rest PARTITION OF stats_hour DEFAULT;
          CREATE TABLE IF NOT EXISTS stats_day (
            day date NOT NULL,
          """
          + WHAT
          + """
            PRIMARY KEY (day, fact, subject, creative, deal, exchange)) PARTITION BY RANGE (day);
          CREATE TABLE IF NOT EXISTS stats_day_rest PARTITION OF stats_day DEFAULT;
          CREATE TABLE IF NOT EXISTS stats_month (
            month date NOT NULL,
          """
          + WHAT
          + """
            PRIMARY KEY (month, fact, subject, creative, deal, exchange));
          CREATE TABLE IF NOT EXISTS stats_notice (
            seen date NOT NULL,
            id text NOT NULL,
            kind text NOT NULL,
            bid_id text NOT NULL,
            campaign_id text NOT NULL,
            creative_id text NOT NULL,
            deal_id text NOT NULL,
            exchange text NOT NULL,
            price_micros bigint NOT NULL,
            at timestamptz NOT NULL,
            PRIMARY KEY (id, seen)) PARTITION BY RANGE (seen);
          CREATE TABLE IF NOT EXISTS stats_notice_rest PARTITION OF stats_notice DEFAULT;
          CREATE TABLE IF NOT EXISTS stats_release (
            campaign_id text NOT NULL,
            settled_millis bigint NOT NULL,
            nanos bigint NOT NULL,
            PRIMARY KEY (campaign_id, settled_millis));
          CREATE TABLE IF NOT EXISTS stats_day_due (
            day date NOT NULL,
            fact text NOT NULL,
            campaign text NOT NULL,
            total bigint NOT NULL,
            price_micros bigint NOT NULL);
          CREATE TABLE IF NOT EXISTS stats_dead_letter (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            topic_id text NOT NULL,
            part integer NOT NULL,
            record_offset bigint NOT NULL,
            reason text NOT NULL,
            body bytea NOT NULL,
            kept_at timestamptz NOT NULL DEFAULT now());
          """;

  /** Each count once, at the finest it is kept. */
  private static final String VIEWS =
      """
      CREATE OR REPLACE VIEW stats_by_day AS
        SELECT day, fact, subject, creative, deal, exchange, total, price_micros FROM stats_day
        UNION ALL
        SELECT (hour AT TIME ZONE 'UTC')::date, fact, subject, creative, deal, exchange, total,
               price_micros
        FROM stats_hour;
      CREATE OR REPLACE VIEW stats_by_month AS
        SELECT month, fact, subject, creative, deal, exchange, total, price_micros FROM stats_month
        UNION ALL
        SELECT date_trunc('month', day)::date, fact, subject, creative, deal, exchange, total,
               price_micros
        FROM stats_by_day;
      """;

  /** Makes a partition and moves what waits for it in {@code _rest} into it. */
  private static final String MAKE_PARTITION =
      """
      CREATE OR REPLACE FUNCTION stats_make_partition(
        parent text, key text, name text, lower text, upper text) RETURNS void AS $$
      BEGIN
        IF to_regclass(name) IS NOT NULL THEN
          RETURN;
        END IF;
        EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent);
        IF to_regclass(name) IS NOT NULL THEN
          RETURN;
        END IF;
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', name, parent);
        EXECUTE format(
          'WITH moved AS (DELETE FROM %I WHERE %I >= %L AND %I < %L RETURNING *)'
          ' INSERT INTO %I SELECT * FROM moved', parent || '_rest', key, lower, key, upper, name);
        EXECUTE format(
          'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
          parent, name, lower, upper);
      END $$ LANGUAGE plpgsql;
      """;

  /**
   * Folds what is older than {@code before} from one table into the next coarser one and drops its
   * partitions, in one transaction, so that nobody ever sees it twice or not at all. A partition's
   * name ends with its first day.
   */
  private static final String FOLD =
      """
      CREATE OR REPLACE FUNCTION stats_fold(
        parent text, key text, target text, target_key text, span text, step interval, before date)
        RETURNS bigint AS $$
      DECLARE
        part text;
        folded bigint := 0;
        rows bigint;
        into_target text := format(
          'INSERT INTO %1$I (%2$I, KEYS, total, price_micros)'
          ' SELECT date_trunc(%3$L, %4$I)::date, KEYS, sum(total)::bigint, sum(price_micros)::bigint'
          ' FROM old GROUP BY 1, 2, 3, 4, 5, 6'
          ' ON CONFLICT (%2$I, KEYS) DO UPDATE SET'
          ' total = %1$I.total + excluded.total,'
          ' price_micros = %1$I.price_micros + excluded.price_micros',
          target, target_key, span, key);
      BEGIN
        EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent);
        FOR part IN
          SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
          WHERE i.inhparent = parent::regclass AND c.relname ~ '_[0-9]{8}$'
            AND to_date(right(c.relname, 8), 'YYYYMMDD') + step <= before
          ORDER BY 1
        LOOP
          EXECUTE format('WITH old AS (SELECT * FROM %I) ', part) || into_target;
          GET DIAGNOSTICS rows = ROW_COUNT;
          folded := folded + rows;
          EXECUTE format('DROP TABLE %I', part);
        END LOOP;
        EXECUTE format(
          'WITH old AS (DELETE FROM %I WHERE %I < %L RETURNING *) ', parent || '_rest', key, before)
          || into_target;
        GET DIAGNOSTICS rows = ROW_COUNT;
        RETURN folded + rows;
      END $$ LANGUAGE plpgsql;
      """
          .replace("KEYS", KEYS);

  /** Drops what was seen before a day. */
  private static final String FORGET =
      """
      CREATE OR REPLACE FUNCTION stats_forget_notices(before date) RETURNS bigint AS $$
      DECLARE
        part text;
        forgotten bigint := 0;
      BEGIN
        FOR part IN
          SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
          WHERE i.inhparent = 'stats_notice'::regclass AND c.relname ~ '_[0-9]{8}$'
            AND to_date(right(c.relname, 8), 'YYYYMMDD') < before
        LOOP
          EXECUTE format('DROP TABLE %I', part);
          forgotten := forgotten + 1;
        END LOOP;
        DELETE FROM stats_notice_rest WHERE seen < before;
        RETURN forgotten;
      END $$ LANGUAGE plpgsql;
      """;

  /** Takes over what a program of before these tables has counted. */
  private static final String TAKE_OVER =
      """
      DO $$ BEGIN
        IF to_regclass('stats_sum') IS NOT NULL THEN
          ALTER TABLE stats_notice RENAME TO stats_notice_before;
          ALTER TABLE stats_notice_before RENAME CONSTRAINT stats_notice_pkey TO
            stats_notice_before_pkey;
        END IF;
      END $$;
      """;

  private static final String TAKE_OVER_ROWS =
      """
      DO $$ BEGIN
        IF to_regclass('stats_sum') IS NOT NULL THEN
          INSERT INTO stats_hour
            SELECT hour, fact, subject, '', '', '', total, 0 FROM stats_sum;
          INSERT INTO stats_hour
            SELECT hour, kind, campaign_id, '', '', '', notices, price_micros
            FROM stats_notice_sum;
          INSERT INTO stats_notice
            SELECT current_date, id, kind, bid_id, campaign_id, creative_id, '', '',
                   price_micros, at
            FROM stats_notice_before;
          DROP TABLE stats_sum, stats_notice_sum, stats_notice_before;
        END IF;
      END $$;
      """;

  /** The partitions that writing needs in the next days. */
  private static final String NEXT_PARTITIONS =
      """
      SELECT stats_make_partition('stats_notice', 'seen',
        'stats_notice_' || to_char(day, 'YYYYMMDD'), day::date::text, (day::date + 1)::text)
      FROM generate_series(current_date - 1, current_date + 2, interval '1 day') AS day;
      SELECT stats_make_partition('stats_hour', 'hour',
        'stats_hour_' || to_char(day, 'YYYYMMDD'), day::date::text || ' 00:00+00',
        (day::date + 1)::text || ' 00:00+00')
      FROM generate_series(current_date - 1, current_date + 2, interval '1 day') AS day;
      SELECT stats_make_partition('stats_day', 'day',
        'stats_day_' || to_char(month, 'YYYYMMDD'), month::date::text,
        (month + interval '1 month')::date::text)
      FROM generate_series(date_trunc('month', current_date::timestamp) - interval '1 month',
        date_trunc('month', current_date::timestamp) + interval '1 month', interval '1 month')
        AS month;
      """;

  private static final String LOCK = "SELECT pg_advisory_xact_lock(" + SCHEMA_LOCK + ");";

  /** Makes what is not there; runs as one transaction. */
  static final String MAKE =
      LOCK
          + TAKE_OVER
          + TABLES
          + VIEWS
          + MAKE_PARTITION
          + FOLD
          + FORGET
          + TAKE_OVER_ROWS
          + NEXT_PARTITIONS;

  /** Makes the partitions of the next days; runs as one transaction. */
  public static final String MAKE_NEXT_PARTITIONS = LOCK + NEXT_PARTITIONS;

  private LedgerSchema() {}
}
