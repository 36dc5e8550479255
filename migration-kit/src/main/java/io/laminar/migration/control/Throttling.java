package io.laminar.migration.control;

import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.plan.BackOff;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Reads what a command changes of the rate of jobs. */
final class Throttling {

  static final String ALLOWED =
      "perSecond (entries a second, 0 = unlimited), liveP99 (such as \"5ms\", \"0s\" = jobs do not"
          + " give way) or leastRate (entries a second, 1 or more)";

  private static final String RATE = "perSecond";
  private static final String LIVE_P99 = "liveP99";
  private static final String LEAST = "leastRate";

  private Throttling() {}

  /** True if the command changes anything. */
  static boolean names(JsonObject body) {
    return body.containsKey(RATE) || body.containsKey(LIVE_P99) || body.containsKey(LEAST);
  }

  /** The most that jobs may handle. */
  static Optional<Integer> rate(JsonObject body) {
    Optional<Integer> rate = whole(body, RATE);
    if (rate.isPresent() && rate.get() < 0) {
      throw wrong(body, RATE);
    }
    return rate;
  }

  /** When jobs give way. */
  static UnaryOperator<BackOff> backOff(JsonObject body) {
    rate(body);
    Optional<Integer> least = whole(body, LEAST);
    if (least.isPresent() && least.get() < 1) {
      throw wrong(body, LEAST);
    }
    Optional<Duration> objective =
        body.containsKey(LIVE_P99) ? Optional.of(duration(body)) : Optional.empty();
    return before ->
        new BackOff(objective.orElse(before.liveP99()), least.orElse(before.leastRate()));
  }

  private static Duration duration(JsonObject body) {
    if (body.getValue(LIVE_P99) instanceof String text) {
      try {
        return LadderOptions.LIVE_P99.read(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(wrong(body, LIVE_P99).getMessage(), e);
      }
    }
    throw wrong(body, LIVE_P99);
  }

  private static Optional<Integer> whole(JsonObject body, String name) {
    if (!body.containsKey(name)) {
      return Optional.empty();
    }
    if (!(body.getValue(name) instanceof Integer number)) {
      throw wrong(body, name);
    }
    return Optional.of(number);
  }

  private static IllegalArgumentException wrong(JsonObject body, String name) {
    return new IllegalArgumentException(
        name + " was " + body.getValue(name) + "; there are " + ALLOWED);
  }
}
