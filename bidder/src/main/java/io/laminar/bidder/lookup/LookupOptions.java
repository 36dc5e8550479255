package io.laminar.bidder.lookup;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.ConfigurationException;
import io.laminar.migration.config.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Bounds on the search for profiles.
 *
 * @param deadline how long one search may take
 * @param maxWaiting searches of one event loop that may wait for the store
 * @param cacheBytes that profiles kept in the process may take of the heap; 0 = none are kept
 * @param cacheLife how long a cached profile is used
 */
public record LookupOptions(
    Duration deadline, int maxWaiting, long cacheBytes, Duration cacheLife) {

  public static final Setting<Duration> DEADLINE =
      Setting.duration(
          "bidder.profile-deadline",
          "1ms",
          "10s",
          "20ms",
          "how long a request waits for the user's profile; later it goes on without");
  public static final Setting<Integer> MAX_WAITING =
      Setting.integer(
          "bidder.profile-waiting",
          1,
          1_000_000,
          "requests",
          4_096,
          "how many requests of one event loop may wait for a profile; more get no bid");
  public static final Setting<Integer> CACHE_MEGABYTES =
      Setting.integer(
          "bidder.profile-cache-size",
          0,
          65_536,
          "MB",
          64,
          "how much of the heap profiles kept in the process may take; 0 = every read goes to the"
              + " store");
  public static final Setting<Duration> CACHE_LIFE =
      Setting.duration(
          "bidder.profile-cache-life",
          "10ms",
          "1h",
          "5s",
          "how long a cached profile is used, and so how old it can be");

  public static final List<Setting<?>> SETTINGS =
      List.of(DEADLINE, MAX_WAITING, CACHE_MEGABYTES, CACHE_LIFE);

  static Optional<String> tooLarge(Configuration configuration, long heapBytes) {
    int cache = configuration.get(CACHE_MEGABYTES);
    return (long) cache << 20 <= heapBytes / 2
        ? Optional.empty()
        : Optional.of(
            CACHE_MEGABYTES.key()
                + " is "
                + cache
                + " MB and may be half of the heap, which has "
                + (heapBytes >> 20)
                + " MB; give less, or a larger heap: -Xms and -Xmx in JAVA_OPTS");
  }

  /**
   * Reads the options of a bidder in this process. The cache leaves as much of the heap to
   * everything else; that is no rule of the configuration, which processes without a bidder share.
   *
   * @throws ConfigurationException if the cache does not fit into the heap
   */
  public static LookupOptions from(Configuration configuration) {
    tooLarge(configuration, Runtime.getRuntime().maxMemory())
        .ifPresent(
            problem -> {
              throw new ConfigurationException(List.of(problem));
            });
    return new LookupOptions(
        configuration.get(DEADLINE),
        configuration.get(MAX_WAITING),
        (long) configuration.get(CACHE_MEGABYTES) << 20,
        configuration.get(CACHE_LIFE));
  }
}
