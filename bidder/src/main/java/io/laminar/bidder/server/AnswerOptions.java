package io.laminar.bidder.server;

import io.laminar.bidder.auction.SellerPolicy;
import io.laminar.bidder.currency.ExchangeRates;
import io.laminar.bidder.exchange.ExchangeOptions;
import io.laminar.bidder.privacy.PrivacyOptions;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How requests are answered, whatever the campaigns.
 *
 * @param reserve how much of a request's time is kept for deciding and answering
 * @param networkAllowance how much of a request's {@code tmax} the network takes
 * @param shedLag event loops that are later than this turn requests away unread
 * @param noBidBody when a no-bid has a body with its reason
 * @param gzip whether responses are compressed for those who accept it
 */
public record AnswerOptions(
    Duration reserve,
    Duration networkAllowance,
    Duration shedLag,
    NoBidBody noBidBody,
    boolean gzip,
    ExchangeRates rates,
    SellerPolicy sellers,
    ExchangeOptions exchanges,
    PrivacyOptions privacy) {

  /** When a no-bid is 200 with {@code nbr} instead of 204. */
  public enum NoBidBody {
    NEVER,
    /** If the URL has {@code nbr=1} or the request {@code ext.nbr} 1. */
    ASKED,
    ALWAYS
  }

  public static final Setting<Duration> RESERVE =
      Setting.duration(
          "bidder.answer-reserve",
          "0ms",
          "1s",
          "5ms",
          "how much of a request's time is kept for deciding and answering");
  public static final Setting<Duration> NETWORK_ALLOWANCE =
      Setting.duration(
          "bidder.network-allowance",
          "0ms",
          "1s",
          "10ms",
          "how much of a request's tmax the way there and back takes");
  public static final Setting<Duration> SHED_LAG =
      Setting.duration(
          "bidder.shed-lag",
          "1ms",
          "1h",
          "100ms",
          "an event loop that is later than this turns requests away unread with an empty 204");
  public static final Setting<String> NO_BID_BODY =
      Setting.choice(
          "bidder.no-bid-body",
          List.of("never", "asked", "always"),
          "asked",
          "when a no-bid is 200 with nbr instead of 204; asked = the URL has nbr=1 or the request"
              + " ext.nbr 1");
  public static final Setting<Boolean> GZIP =
      Setting.flag(
          "bidder.gzip-responses",
          true,
          "whether responses are compressed for senders that accept gzip");

  public static final List<Setting<?>> SETTINGS = settings();

  public static AnswerOptions from(Configuration configuration) {
    return new AnswerOptions(
        configuration.get(RESERVE),
        configuration.get(NETWORK_ALLOWANCE),
        configuration.get(SHED_LAG),
        NoBidBody.valueOf(configuration.get(NO_BID_BODY).toUpperCase(java.util.Locale.ROOT)),
        configuration.get(GZIP),
        ExchangeRates.from(configuration),
        SellerPolicy.from(configuration),
        ExchangeOptions.from(configuration),
        PrivacyOptions.from(configuration));
  }

  private static List<Setting<?>> settings() {
    List<Setting<?>> all =
        new ArrayList<>(List.of(RESERVE, NETWORK_ALLOWANCE, SHED_LAG, NO_BID_BODY, GZIP));
    all.add(ExchangeRates.RATES);
    all.addAll(SellerPolicy.SETTINGS);
    all.addAll(ExchangeOptions.SETTINGS);
    all.addAll(PrivacyOptions.SETTINGS);
    return List.copyOf(all);
  }
}
