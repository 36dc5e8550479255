package io.laminar.bidder.notice;

import io.laminar.bidder.openrtb.BidTemplate;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How notices are signed and for how long they are taken.
 *
 * @param keys text of {@link NoticeKeys#parse}; empty: the ledger of budgets keeps one
 */
public record NoticeOptions(String keys, NoticeTimes times) {

  public static final Setting<String> KEYS =
      Setting.secret(
          "notice.keys",
          "the secrets that notices are signed with, at least 16 characters each, with commas"
              + " between them: the first signs, all are taken; empty = one that is made and kept"
              + " in the ledger of budgets");
  public static final Setting<Duration> GRACE =
      Setting.duration(
          "notice.grace",
          "0s",
          "1h",
          "30s",
          "how long after a bid's end (exp) its win, bill and loss are still taken");
  public static final Setting<Duration> CLICK_LIFE =
      Setting.duration(
          "notice.click-life", "1m", "30d", "1d", "how long after a bid its clicks are taken");
  public static final Setting<Duration> SKEW =
      Setting.duration(
          "notice.clock-skew",
          "0s",
          "5m",
          "5s",
          "how far the clocks of bidders may be apart: a bid may seem so young that it is not made"
              + " yet");

  public static final List<Setting<?>> SETTINGS = List.of(KEYS, GRACE, CLICK_LIFE, SKEW);

  /** Says what is wrong with a key without showing it. */
  public static final Configuration.Rule KEYS_ARE_STRONG =
      configuration ->
          Arrays.stream(configuration.get(KEYS).split(",", -1))
                      .allMatch(key -> key.strip().length() >= NoticeKeys.SHORTEST)
                  || configuration.get(KEYS).isEmpty()
              ? Optional.empty()
              : Optional.of(
                  KEYS.key()
                      + " must hold keys of at least "
                      + NoticeKeys.SHORTEST
                      + " characters each, with commas between them, or be empty");

  public static NoticeOptions from(Configuration configuration) {
    Duration expiry = Duration.ofSeconds(BidTemplate.EXPIRY_SECONDS);
    return new NoticeOptions(
        configuration.get(KEYS),
        new NoticeTimes(
            expiry.plus(configuration.get(GRACE)),
            configuration.get(CLICK_LIFE),
            configuration.get(SKEW)));
  }

  /** Without the keys: records end up in logs. */
  @Override
  public String toString() {
    return "NoticeOptions[keys=***, times=" + times + ']';
  }
}
