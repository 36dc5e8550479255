package io.laminar.load;

import io.laminar.load.notice.NoticeRules;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.time.Duration;
import java.util.List;

/**
 * What the exchange tells the bidder about its bids.
 *
 * @param lossShare the part of the lost bids that hear of it
 * @param renderShare the part of the wins that is shown, and therefore billed
 * @param maxDelay a notice of win or loss is sent after a delay up to this
 * @param maxRenderDelay a notice of billing is sent after the win's, by up to this
 * @param timeout of one notice
 * @param connections for notices, for each loop
 */
public record NoticeOptions(
    double lossShare,
    double renderShare,
    Duration maxDelay,
    Duration maxRenderDelay,
    Duration timeout,
    int connections) {

  public static final Setting<Double> LOSS_SHARE =
      Setting.decimal(
          "load.loss-share", 0, 1, "", 0.05, "which part of the lost bids hears of its loss");
  public static final Setting<Double> RENDER_SHARE =
      Setting.decimal(
          "load.render-share", 0, 1, "", 1, "which part of the wins is shown and billed");
  public static final Setting<Duration> MAX_DELAY =
      Setting.duration(
          "load.notice-delay",
          "0ms",
          "60s",
          "200ms",
          "a notice of win or loss is sent after a delay up to this");
  public static final Setting<Duration> MAX_RENDER_DELAY =
      Setting.duration(
          "load.render-delay",
          "0ms",
          "10m",
          "500ms",
          "a notice of billing is sent after the win's by up to this");
  public static final Setting<Duration> TIMEOUT =
      Setting.duration(
          "load.notice-timeout", "10ms", "60s", "5s", "how long a notice waits for its answer");
  public static final Setting<Integer> CONNECTIONS =
      Setting.integer(
          "load.notice-connections", 1, 1_000, "connections", 64, "for notices, for each loop");

  public static final List<Setting<?>> SETTINGS =
      List.of(LOSS_SHARE, RENDER_SHARE, MAX_DELAY, MAX_RENDER_DELAY, TIMEOUT, CONNECTIONS);

  /** More notices than this on one loop are not sent. */
  private static final int MAX_WAITING = 20_000;

  public static NoticeOptions from(Configuration given) {
    return new NoticeOptions(
        given.get(LOSS_SHARE),
        given.get(RENDER_SHARE),
        given.get(MAX_DELAY),
        given.get(MAX_RENDER_DELAY),
        given.get(TIMEOUT),
        given.get(CONNECTIONS));
  }

  NoticeRules rules() {
    return new NoticeRules(
        lossShare, renderShare, maxDelay.toNanos(), maxRenderDelay.toNanos(), MAX_WAITING);
  }
}
