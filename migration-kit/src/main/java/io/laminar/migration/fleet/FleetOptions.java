package io.laminar.migration.fleet;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.time.Duration;
import java.util.List;

/**
 * How a process takes part in a fleet.
 *
 * @param member its name; empty: made from the machine's name and the port of the admin API
 * @param lease how long a member that is not heard of is waited for
 * @param renewEvery how often it renews its lease; several times within one
 * @param maxClockSkew how far the clocks that versions come from may be apart
 * @param forgetAfter how long a member is kept on the list that is silent and not waited for
 */
public record FleetOptions(
    String member,
    Duration lease,
    Duration renewEvery,
    Duration maxClockSkew,
    Duration forgetAfter) {

  /** With members forgotten after as long as is usual. */
  public FleetOptions(String member, Duration lease, Duration renewEvery, Duration maxClockSkew) {
    this(member, lease, renewEvery, maxClockSkew, Duration.ofDays(7));
  }

  public static final Setting<String> MEMBER =
      Setting.text(
          "fleet.member",
          "",
          "this process's name among those that share a migration, the same after a restart; empty"
              + " = host name and admin port");
  public static final Setting<Duration> LEASE =
      Setting.duration(
          "fleet.lease",
          "1s",
          "10m",
          "10s",
          "how long the others wait for a member that is not heard of before they go on without"
              + " it; the same for all members");
  public static final Setting<Duration> MAX_CLOCK_SKEW =
      Setting.duration(
          "fleet.max-clock-skew",
          "1ms",
          "60s",
          "500ms",
          "how far apart the members' versions may be in time; a wall clock that is further off is"
              + " reported");

  public static final Setting<Duration> FORGET_AFTER =
      Setting.duration(
          "fleet.forget-after",
          "1h",
          "365d",
          "7d",
          "how long a member stays on the list that is not heard of and that nothing waits for");

  public static final List<Setting<?>> SETTINGS =
      List.of(MEMBER, LEASE, MAX_CLOCK_SKEW, FORGET_AFTER);

  private static final int RENEWALS = 4;
  private static final int MARGIN = 5;

  public static FleetOptions from(Configuration configuration) {
    Duration lease = configuration.get(LEASE);
    return new FleetOptions(
        configuration.get(MEMBER),
        lease,
        lease.dividedBy(RENEWALS),
        configuration.get(MAX_CLOCK_SKEW),
        configuration.get(FORGET_AFTER));
  }

  /** Where nothing is set. */
  public static FleetOptions usual() {
    return from(Configuration.defaults(SETTINGS));
  }

  /** How long a member relies on its lease: shorter than others wait, for clocks that drift. */
  long relianceNanos() {
    return lease.toNanos() - lease.toNanos() / MARGIN;
  }
}
