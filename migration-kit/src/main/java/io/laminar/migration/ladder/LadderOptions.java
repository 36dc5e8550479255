package io.laminar.migration.ladder;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.plan.BackOff;
import io.laminar.migration.plan.Objectives;
import io.laminar.migration.plan.Objectives.Objective;
import io.laminar.migration.plan.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a migration is walked.
 *
 * @param name the migration's name
 * @param pageSize entries that the copier and the verifier take at a time
 * @param ranges ranges that are copied side by side, where a store can be split
 * @param copyRate entries a second that a job may handle; 0 = unlimited
 * @param compareOneIn in S3, one read in so many is compared
 * @param soak how long S3 and S6 are held at least
 * @param quiet longer than any write can be under way
 * @param backOff when jobs give way to live traffic
 * @param workers other processes that copy; empty if this one does
 * @param objectives how well the new store must do in a step for it not to be left
 */
public record LadderOptions(
    String name,
    int pageSize,
    int ranges,
    int copyRate,
    int compareOneIn,
    Duration soak,
    Duration quiet,
    BackOff backOff,
    Optional<Plan.Workers> workers,
    Objectives objectives) {

  /**
   * Copied by the process itself, which gives way to live traffic as usual; no step is left by
   * itself for how the new store does.
   */
  public LadderOptions(
      String name,
      int pageSize,
      int ranges,
      int copyRate,
      int compareOneIn,
      Duration soak,
      Duration quiet) {
    this(name, pageSize, ranges, copyRate, compareOneIn, soak, quiet, Objectives.NONE);
  }

  /** The same, with objectives. */
  public LadderOptions(
      String name,
      int pageSize,
      int ranges,
      int copyRate,
      int compareOneIn,
      Duration soak,
      Duration quiet,
      Objectives objectives) {
    this(
        name,
        pageSize,
        ranges,
        copyRate,
        compareOneIn,
        soak,
        quiet,
        BackOff.DEFAULT,
        Optional.empty(),
        objectives);
  }

  public static final Setting<String> NAME =
      Setting.matching(
          "migration.name",
          Pattern.compile("[a-z][a-z0-9_-]{0,59}"),
          "lower-case letters, digits, _ and -, at most 60",
          "profiles",
          "the migration that this process takes part in");
  public static final Setting<Integer> PAGE_SIZE =
      Setting.integer(
          "migration.page-size", 10, 10_000, "entries", 500, "entries a job takes at a time");
  public static final Setting<Integer> RANGES =
      Setting.integer(
          "migration.ranges",
          1,
          64,
          "",
          4,
          "ranges copied side by side where a store can be split");
  public static final Setting<Integer> COPY_RATE =
      Setting.integer(
          "migration.copy-rate",
          0,
          10_000_000,
          "entries/s",
          0,
          "entries a second that the copier and the verifier may handle; 0 = unlimited");
  public static final Setting<Integer> COMPARE_ONE_IN =
      Setting.integer(
          "migration.compare-one-in",
          1,
          1_000_000,
          "reads",
          20,
          "in S3 one read in so many is compared with the new store");
  public static final Setting<Duration> SOAK =
      Setting.duration(
          "migration.soak", "0s", "30d", "5s", "how long the steps S3 and S6 are held at least");
  public static final Setting<Duration> QUIET =
      Setting.duration(
          "migration.quiet",
          "10ms",
          "10m",
          "4s",
          "longer than any write can be under way: a difference younger than this is not believed");

  public static final Setting<Duration> LIVE_P99 =
      Setting.duration(
          "migration.live-p99",
          "0s",
          "60s",
          BackOff.DEFAULT.liveP99().toMillis() + "ms",
          "jobs slow down while the 99th percentile of live look-ups and writes is above this; 0s ="
              + " they do not");
  public static final Setting<Integer> LEAST_RATE =
      Setting.integer(
          "migration.least-rate",
          1,
          10_000_000,
          "entries/s",
          BackOff.DEFAULT.leastRate(),
          "what jobs may handle however slow live traffic is");

  public static final Setting<Integer> MAX_ERRORS =
      Setting.integer(
          "migration.max-errors",
          0,
          100,
          "%",
          Objectives.DEFAULT.standard().errorPercent(),
          "a step that relies on the new store is left for the one below when so many of its"
              + " operations fail; 0 = never");
  public static final Setting<Duration> MAX_P99 =
      Setting.duration(
          "migration.max-p99",
          "0s",
          "60s",
          "500ms",
          "the same when one look-up or write in a hundred of the new store takes so long; 0 ="
              + " never");
  public static final Setting<Duration> MAX_DWELL =
      Setting.duration(
          "migration.max-dwell",
          "1s",
          "1h",
          "15s",
          "how long the new store must do so badly before a step is left; longer than"
              + " store.weather.window, so that a blip does nothing");

  public static final List<Setting<?>> SETTINGS =
      List.of(
          NAME,
          PAGE_SIZE,
          RANGES,
          COPY_RATE,
          COMPARE_ONE_IN,
          SOAK,
          QUIET,
          LIVE_P99,
          LEAST_RATE,
          MAX_ERRORS,
          MAX_P99,
          MAX_DWELL);

  /** One write asks both stores and the journal, each within the store's deadline. */
  public static final Configuration.Rule QUIET_OUTLASTS_WRITES =
      configuration -> {
        Duration longest = configuration.get(StoreLimits.DEADLINE).multipliedBy(3);
        return configuration.get(QUIET).compareTo(longest) > 0
            ? Optional.empty()
            : Optional.of(
                QUIET.key()
                    + " ("
                    + configuration.text(QUIET)
                    + ") must be longer than three times "
                    + StoreLimits.DEADLINE.key()
                    + " ("
                    + configuration.text(StoreLimits.DEADLINE)
                    + "): a write asks both stores and the journal");
      };

  /** What a plan says. */
  public static LadderOptions of(Plan plan) {
    Plan.Limits limits = plan.limits();
    return new LadderOptions(
        plan.name(),
        limits.pageSize(),
        limits.ranges(),
        limits.copyRate(),
        limits.compareOneIn(),
        limits.soak(),
        limits.quiet(),
        limits.backOff(),
        plan.workers(),
        plan.objectives());
  }

  public static LadderOptions from(Configuration configuration) {
    return new LadderOptions(
        configuration.get(NAME),
        configuration.get(PAGE_SIZE),
        configuration.get(RANGES),
        configuration.get(COPY_RATE),
        configuration.get(COMPARE_ONE_IN),
        configuration.get(SOAK),
        configuration.get(QUIET),
        new BackOff(configuration.get(LIVE_P99), configuration.get(LEAST_RATE)),
        Optional.empty(),
        new Objectives(
            new Objective(configuration.get(MAX_ERRORS), configuration.get(MAX_P99)),
            Map.of(),
            configuration.get(MAX_DWELL)));
  }
}
