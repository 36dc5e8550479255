package io.laminar.bidder.money;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.queue.EventQueueOptions;
import java.time.Duration;
import java.util.List;

/**
 * Where budgets are kept.
 *
 * @param shared whether all bidders draw from the ledger in PostgreSQL; false: this process has all
 *     budgets to itself and forgets what was spent
 * @param postgres its address, beside the statistics
 * @param topic that the statistics travel through
 * @param lease how long a slice may be used
 * @param margin see {@link Tenure}
 */
public record MoneyOptions(
    boolean shared, String postgres, String topic, Duration lease, Duration margin) {

  private static final String POSTGRES = "postgres";
  private static final String PROCESS = "process";

  public static final Setting<String> LEDGER =
      Setting.choice(
          "money.ledger",
          List.of(POSTGRES, PROCESS),
          POSTGRES,
          "who keeps the budgets: postgres = all bidders draw from one ledger, and what was spent"
              + " is read from the statistics; process = this one alone, from 0 at each start");
  public static final Setting<Duration> LEASE =
      Setting.duration(
          "money.lease",
          "1s",
          "5m",
          "15s",
          "how long a bidder may spend what it drew; so long it goes on when the ledger is away");
  public static final Setting<Duration> MARGIN =
      Setting.duration(
          "money.settle-margin",
          "5s",
          "1h",
          "60s",
          "how far clocks may be apart, and how long Kafka may take to keep a notice: money is held"
              + " so much longer than notices about it are taken");

  public static final List<Setting<?>> SETTINGS = List.of(LEDGER, LEASE, MARGIN);

  /** Also reads the address of the statistics and the queue's topic. */
  public static MoneyOptions from(Configuration configuration) {
    return new MoneyOptions(
        configuration.get(LEDGER).equals(POSTGRES),
        Addresses.from(configuration).postgres(),
        configuration.get(EventQueueOptions.TOPIC),
        configuration.get(LEASE),
        configuration.get(MARGIN));
  }
}
