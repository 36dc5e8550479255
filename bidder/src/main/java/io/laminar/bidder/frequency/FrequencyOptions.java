package io.laminar.bidder.frequency;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.time.Duration;
import java.util.List;

/**
 * How impressions are counted by user.
 *
 * @param users remembered in this process
 * @param refresh how old what is known of a user may become
 */
public record FrequencyOptions(int users, Duration refresh) {

  public static final Setting<Integer> USERS =
      Setting.integer(
          "frequency.users",
          1_000,
          10_000_000,
          "users",
          200_000,
          "of how many users a bidder remembers what they have seen; of others it asks again");
  public static final Setting<Duration> REFRESH =
      Setting.duration(
          "frequency.refresh",
          "100ms",
          "10m",
          "5s",
          "how old what is known of a user may become: so long a cap may miss what another bidder"
              + " was billed for");

  public static final List<Setting<?>> SETTINGS = List.of(USERS, REFRESH);

  public static FrequencyOptions from(Configuration configuration) {
    return new FrequencyOptions(configuration.get(USERS), configuration.get(REFRESH));
  }
}
