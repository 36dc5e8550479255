package io.laminar.migration.plan;

import java.time.Duration;
import java.util.Locale;

/**
 * How a store follows the other one in {@link Strategy#SYNCHRONIZE}.
 *
 * @param way who moves the data
 * @param why why it is this way, in words
 * @param within how long writes may wait for the follower before the switch is given up, in the
 *     native way
 */
public record Sync(Way way, String why, Duration within) {

  /** Where nothing is synchronized. */
  static final Sync NONE = new Sync(Way.PASSES, "", Duration.ZERO);

  /** Who moves the data. */
  public enum Way {
    /** The servers, by their own replication. */
    NATIVE,
    /** The kit, by copying again and again what changed. */
    PASSES;

    /** Its name in a plan. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** True if the servers replicate by themselves. */
  public boolean isNative() {
    return way == Way.NATIVE;
  }

  @Override
  public String toString() {
    return way.id() + ": " + why;
  }
}
