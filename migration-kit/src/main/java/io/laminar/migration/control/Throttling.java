package io.laminar.migration.control;

import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.plan.BackOff;
import java.time.Duration;
import java.util.Optional;

/**
 * What a command changes of the rate of jobs; what is empty stays as it is.
 *
 * @param rate entries a second at most, 0 = unlimited
 * @param liveP99 when jobs give way; zero = they do not
 * @param leastRate entries a second however slow live traffic is
 */
record Throttling(Optional<Integer> rate, Optional<Duration> liveP99, Optional<Integer> leastRate) {

  private static final String RATE = "perSecond";
  private static final String LIVE_P99 = "liveP99";
  private static final String LEAST = "leastRate";
  private static final String ALLOWED =
      "perSecond (entries a second, 0 = unlimited), liveP99 (such as \"5ms\", \"0s\" = jobs do not"
          + " give way) or leastRate (entries a second, 1 or more)";

  /** What a body says; what is wrong in it is noted there. */
  static Throttling of(Fields fields) {
    boolean any = fields.has(RATE) | fields.has(LIVE_P99) | fields.has(LEAST);
    if (!any) {
      fields.refuse("nothing to change: give " + ALLOWED);
    }
    return new Throttling(
        fields.wholeIfAny(RATE, 0, Integer.MAX_VALUE),
        fields.readIfAny(LIVE_P99, LadderOptions.LIVE_P99::read, "\"5ms\""),
        fields.wholeIfAny(LEAST, 1, Integer.MAX_VALUE));
  }

  /** When jobs give way from now on. */
  BackOff change(BackOff before) {
    return new BackOff(liveP99.orElse(before.liveP99()), leastRate.orElse(before.leastRate()));
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    rate.ifPresent(most -> text.append(' ').append(RATE).append('=').append(most));
    liveP99.ifPresent(
        p99 -> text.append(' ').append(LIVE_P99).append('=').append(p99.toMillis()).append("ms"));
    leastRate.ifPresent(least -> text.append(' ').append(LEAST).append('=').append(least));
    return text.toString().strip();
  }
}
