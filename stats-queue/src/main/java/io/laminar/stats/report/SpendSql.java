package io.laminar.stats.report;

/**
 * What campaigns have spent, for those who ask within a statement or transaction of their own.
 * Prices are sums of millionths for a thousand impressions. The tables are there once a {@link
 * io.laminar.stats.StatsService} has started.
 */
public final class SpendSql {

  /**
   * Rows of {@code campaign_id}, {@code spent} and {@code today}: what was billed in all and since
   * an instant; no row for a campaign without bills.
   *
   * @param campaigns an expression: array of text
   * @param midnight an expression: timestamptz
   */
  public static String spent(String campaigns, String midnight) {
    return """
    SELECT campaign_id,
           sum(price_micros)::bigint AS spent,
           coalesce(sum(price_micros) FILTER (WHERE hour >= %s), 0)::bigint AS today
    FROM stats_notice_sum
    WHERE kind = 'BILLING' AND campaign_id = ANY(%s)
    GROUP BY campaign_id\
    """
        .formatted(midnight, campaigns);
  }

  /**
   * An expression: up to when all that was sent through the topic is counted, in milliseconds since
   * the epoch on the senders' clocks; null if that is not known of every partition.
   *
   * @param topic an expression: text, the topic's name
   */
  public static String completeMillis(String topic) {
    return """
    (SELECT CASE WHEN count(*) = count(heartbeat_millis) THEN min(heartbeat_millis) END
     FROM stats_position
     WHERE topic_id = (SELECT topic_id FROM stats_position WHERE topic = %s
                       ORDER BY changed_at DESC LIMIT 1))\
    """
        .formatted(topic);
  }

  private SpendSql() {}
}
