package io.laminar.migration.simulation;

import io.laminar.migration.plan.Steps;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.selector.Selector.DateInKey;

/**
 * The hours that keys of a timed rollover hold, such as {@code u:k1#2026010101}, the second hour of
 * simulated time. A key is in use while its hour lasts, and all its values end a little later.
 */
final class Hours {

  /** The hour of the first cut; the next one is that of the second. */
  static final int FIRST = 1;

  private static final String BEFORE = "#";
  private static final String DAY = "20260101";
  private static final long HOUR_NANOS = 3_600_000_000_000L;
  private static final long LINGER_NANOS = 50_000_000_000L;

  private Hours() {}

  /** The steps of the rollover. */
  static Steps steps(String cut, Selector selector) {
    return Steps.rollover(new DateInKey(BEFORE, date(FIRST), ""), cut, selector);
  }

  /** As keys hold it. */
  static String date(int hour) {
    return DAY + "0" + hour;
  }

  /** A key of an hour. */
  static String key(String name, int hour) {
    return name + BEFORE + date(hour);
  }

  static long beginsNanos(int hour) {
    return hour * HOUR_NANOS;
  }

  /** True if the key holds an hour. */
  static boolean isDated(String key) {
    return hourOf(key) >= 0;
  }

  /** True if somebody may use the key whose clock says so. */
  static boolean isInUse(String key, long nanos) {
    int hour = hourOf(key);
    return hour < 0 || nanos >= beginsNanos(hour) && nanos < beginsNanos(hour + 1);
  }

  /** When every value of a key ends; {@link Long#MAX_VALUE} = never. */
  static long endNanos(String key) {
    int hour = hourOf(key);
    return hour < 0 ? Long.MAX_VALUE : beginsNanos(hour + 1) + LINGER_NANOS;
  }

  private static int hourOf(String key) {
    int at = key.indexOf(BEFORE + DAY + "0");
    boolean byTheHour = at >= 0 && key.length() == at + BEFORE.length() + DAY.length() + 2;
    return byTheHour ? key.charAt(key.length() - 1) - '0' : -1;
  }
}
