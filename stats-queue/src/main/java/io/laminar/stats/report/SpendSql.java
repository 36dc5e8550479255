package io.laminar.stats.report;

/**
 * What campaigns have spent, for those who ask within a statement or transaction of their own.
 * Prices are sums of millionths for a thousand impressions. The tables are there once a {@link
 * io.laminar.stats.StatsService} has started.
 */
public final class SpendSql {

  /** A sender that has not been heard of for so long is no longer waited for. */
  private static final int GONE_AFTER_SECONDS = 60;

  /**
   * Rows of {@code campaign_id}, {@code spent} and {@code today}: what was billed in all and since
   * an instant; no row for a campaign without bills.
   *
   * @param campaigns an expression: array of text
   * @param midnight an expression: timestamptz
   */
  public static String spent(String campaigns, String midnight) {
    return """
    SELECT subject AS campaign_id,
           sum(price_micros)::bigint AS spent,
           coalesce(sum(price_micros) FILTER (WHERE hour >= %1$s), 0)::bigint AS today
    FROM (SELECT fact, subject, hour, price_micros FROM stats_hour
          UNION ALL
          SELECT fact, subject, NULL, price_micros FROM stats_day
          UNION ALL
          SELECT fact, subject, NULL, price_micros FROM stats_month) AS counted
    WHERE fact = 'BILLING' AND subject = ANY(%2$s)
    GROUP BY subject\
    """
        .formatted(midnight, campaigns);
  }

  /**
   * An expression: up to when all that the live senders sent through the topic is counted, in
   * milliseconds since the epoch on the senders' clocks; null if that is not known of every sender
   * and partition. What a sender keeps on its disk while Kafka is away is counted later.
   *
   * @param topic an expression: text, the topic's name
   */
  public static String completeMillis(String topic) {
    return """
    (SELECT CASE WHEN count(*) = count(beat.sent_millis) THEN min(beat.sent_millis) END
     FROM stats_position AS position
     CROSS JOIN (SELECT DISTINCT topic_id, sender FROM stats_beat
                 WHERE NOT leaving AND seen_at > now() - interval '%2$d seconds') AS live
     LEFT JOIN stats_beat AS beat
       ON beat.topic_id = position.topic_id AND beat.part = position.part
          AND beat.sender = live.sender
     WHERE live.topic_id = position.topic_id
       AND position.topic_id = (SELECT topic_id FROM stats_position WHERE topic = %1$s
                                ORDER BY changed_at DESC LIMIT 1))\
    """
        .formatted(topic, GONE_AFTER_SECONDS);
  }

  /**
   * Rows of {@code campaign_id}, {@code settled_millis} and {@code nanos}: what lost bids gave back
   * to the draws that they were made from, each bid once, and none that was billed before.
   *
   * @param campaigns an expression: array of text
   */
  public static String released(String campaigns) {
    return "SELECT campaign_id, settled_millis, nanos FROM stats_release WHERE campaign_id = ANY("
        + campaigns
        + ")";
  }

  private SpendSql() {}
}
