package io.laminar.bidder;

import io.laminar.bidder.frequency.FrequencyOptions;
import io.laminar.bidder.money.MoneyOptions;
import io.laminar.bidder.notice.NoticeOptions;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.stats.address.Addresses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is advertised, with which money, and how notices are taken.
 *
 * @param campaigns where they are: see {@link #CAMPAIGNS}
 * @param check how often a changed set is looked for
 * @param redis where bidders share what users have seen
 */
public record TradeOptions(
    String campaigns,
    Duration check,
    MoneyOptions money,
    NoticeOptions notices,
    FrequencyOptions frequency,
    String redis) {

  /** Campaigns in PostgreSQL. */
  public static final String POSTGRES = "postgres";

  /** Generated campaigns: how many, and the seed. */
  public static final Pattern GENERATED = Pattern.compile("generated:(\\d{1,6})(?::(\\d{1,18}))?");

  public static final Setting<String> CAMPAIGNS =
      Setting.text(
          "bidder.campaigns",
          "",
          "where the campaigns are: a YAML file, which is watched; postgres = tables that the"
              + " operators' API changes; generated:N or generated:N:SEED = invented ones; empty ="
              + " the built-in sample");
  public static final Setting<Duration> CHECK =
      Setting.duration(
          "bidder.campaigns-check",
          "100ms",
          "1h",
          "1s",
          "how often changed campaigns are looked for");

  /** Also reads the addresses and the queue's topic. */
  public static final List<Setting<?>> SETTINGS = settings();

  public static TradeOptions from(Configuration configuration) {
    return new TradeOptions(
        configuration.get(CAMPAIGNS),
        configuration.get(CHECK),
        MoneyOptions.from(configuration),
        NoticeOptions.from(configuration),
        FrequencyOptions.from(configuration),
        Addresses.from(configuration).redis());
  }

  private static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(List.of(CAMPAIGNS, CHECK));
    all.addAll(MoneyOptions.SETTINGS);
    all.addAll(NoticeOptions.SETTINGS);
    all.addAll(FrequencyOptions.SETTINGS);
    return List.copyOf(all);
  }
}
