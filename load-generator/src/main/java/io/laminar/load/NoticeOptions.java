package io.laminar.load;

import io.laminar.load.notice.NoticeRules;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.time.Duration;
import java.util.List;

/**
 * What the exchange tells the bidder about its bids.
 *
 * @param winShare the part of checked bids that win
 * @param lossShare the part of the other checked bids that hear of it
 * @param maxDelay a notice is sent after a delay up to this
 * @param timeout of one notice
 * @param connections for notices, for each loop
 */
public record NoticeOptions(
    double winShare, double lossShare, Duration maxDelay, Duration timeout, int connections) {

  public static final Setting<Double> WIN_SHARE =
      Setting.decimal("load.win-share", 0, 1, "", 0.1, "which part of the bids wins and is billed");
  public static final Setting<Double> LOSS_SHARE =
      Setting.decimal(
          "load.loss-share", 0, 1, "", 0.05, "which part of the other bids hears of its loss");
  public static final Setting<Duration> MAX_DELAY =
      Setting.duration(
          "load.notice-delay", "0ms", "60s", "200ms", "a notice is sent after a delay up to this");
  public static final Setting<Duration> TIMEOUT =
      Setting.duration(
          "load.notice-timeout", "10ms", "60s", "5s", "how long a notice waits for its answer");
  public static final Setting<Integer> CONNECTIONS =
      Setting.integer(
          "load.notice-connections", 1, 1_000, "connections", 8, "for notices, for each loop");

  public static final List<Setting<?>> SETTINGS =
      List.of(WIN_SHARE, LOSS_SHARE, MAX_DELAY, TIMEOUT, CONNECTIONS);

  /** More notices than this on one loop are not sent. */
  private static final int MAX_WAITING = 20_000;

  public static NoticeOptions from(Configuration given) {
    return new NoticeOptions(
        given.get(WIN_SHARE),
        given.get(LOSS_SHARE),
        given.get(MAX_DELAY),
        given.get(TIMEOUT),
        given.get(CONNECTIONS));
  }

  NoticeRules rules() {
    return new NoticeRules(winShare, lossShare, maxDelay.toNanos(), MAX_WAITING);
  }
}
