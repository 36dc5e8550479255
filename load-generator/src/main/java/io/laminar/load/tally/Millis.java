package io.laminar.load.tally;

import java.util.Locale;

/** Times for people. */
public final class Millis {

  private Millis() {}

  /** Microseconds as milliseconds with as many digits as mean something. */
  public static String text(double micros) {
    double millis = micros / 1_000;
    return String.format(
        Locale.ROOT, millis < 10 ? "%.2f" : millis < 100 ? "%.1f" : "%,.0f", millis);
  }
}
