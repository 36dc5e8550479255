package io.laminar.bidder;

import io.laminar.bidder.admin.AdminOptions;
import io.laminar.bidder.canary.WatchOptions;
import io.laminar.bidder.exchange.ExchangeOptions;
import io.laminar.bidder.lookup.LookupOptions;
import io.laminar.bidder.notice.NoticeOptions;
import io.laminar.bidder.server.AnswerOptions;
import io.laminar.bidder.server.ServerOptions;
import io.laminar.bidder.tls.TlsOptions;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.queue.EventQueueOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that a bidder needs to know, besides where its profiles are.
 *
 * @param trade campaigns, money and notices
 */
public record BidderOptions(
    ServerOptions server,
    AnswerOptions answers,
    AdminOptions admin,
    LookupOptions lookup,
    WatchOptions canary,
    EventQueueOptions queue,
    TradeOptions trade) {

  /**
   * The bidder's own settings; it also reads those of the addresses and of the queue, and the
   * canary's key.
   */
  public static final List<Setting<?>> SETTINGS = settings();

  /** What no setting can say alone. */
  public static final List<Configuration.Rule> RULES =
      List.of(
          AdminOptions.TOKEN_IS_STRONG,
          TlsOptions.FILES_FIT,
          NoticeOptions.KEYS_ARE_STRONG,
          ExchangeOptions.NAMES_DIFFER);

  public static BidderOptions from(Configuration configuration) {
    EventQueueOptions queue = EventQueueOptions.from(configuration);
    return new BidderOptions(
        ServerOptions.from(configuration),
        AnswerOptions.from(configuration),
        AdminOptions.from(configuration),
        LookupOptions.from(configuration),
        WatchOptions.from(configuration, Addresses.from(configuration).redis(), queue.sender()),
        queue,
        TradeOptions.from(configuration));
  }

  private static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(ServerOptions.SETTINGS);
    all.addAll(AnswerOptions.SETTINGS);
    all.addAll(AdminOptions.SETTINGS);
    all.addAll(TradeOptions.SETTINGS);
    all.addAll(LookupOptions.SETTINGS);
    all.addAll(WatchOptions.SETTINGS);
    return List.copyOf(all);
  }
}
