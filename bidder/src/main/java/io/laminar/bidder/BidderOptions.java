package io.laminar.bidder;

import io.laminar.bidder.admin.AdminOptions;
import io.laminar.bidder.canary.WatchOptions;
import io.laminar.bidder.lookup.LookupOptions;
import io.laminar.bidder.server.AnswerOptions;
import io.laminar.bidder.server.ServerOptions;
import io.laminar.bidder.tls.TlsOptions;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.queue.EventQueueOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a bidder needs to know, besides where its profiles are.
 *
 * @param campaigns the file; empty: the built-in sample
 */
public record BidderOptions(
    ServerOptions server,
    AnswerOptions answers,
    AdminOptions admin,
    LookupOptions lookup,
    WatchOptions canary,
    EventQueueOptions queue,
    Optional<Path> campaigns) {

  public static final Setting<String> CAMPAIGNS =
      Setting.text(
          "bidder.campaigns", "", "the YAML file of the campaigns; empty = the built-in sample");

  /**
   * The bidder's own settings; it also reads those of the addresses and of the queue, and the
   * canary's key.
   */
  public static final List<Setting<?>> SETTINGS = settings();

  /** What no setting can say alone. */
  public static final List<Configuration.Rule> RULES =
      List.of(AdminOptions.TOKEN_IS_STRONG, TlsOptions.FILES_FIT);

  public static BidderOptions from(Configuration configuration) {
    String file = configuration.get(CAMPAIGNS);
    EventQueueOptions queue = EventQueueOptions.from(configuration);
    return new BidderOptions(
        ServerOptions.from(configuration),
        AnswerOptions.from(configuration),
        AdminOptions.from(configuration),
        LookupOptions.from(configuration),
        WatchOptions.from(configuration, Addresses.from(configuration).redis(), queue.sender()),
        queue,
        file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file)));
  }

  private static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(ServerOptions.SETTINGS);
    all.addAll(AnswerOptions.SETTINGS);
    all.addAll(AdminOptions.SETTINGS);
    all.add(CAMPAIGNS);
    all.addAll(LookupOptions.SETTINGS);
    all.addAll(WatchOptions.SETTINGS);
    return List.copyOf(all);
  }
}
