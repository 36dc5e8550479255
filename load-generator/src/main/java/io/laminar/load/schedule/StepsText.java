package io.laminar.load.schedule;

import io.laminar.load.schedule.RateCurve.Piece;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Steps and ramps as people write them: {@code 1000@30s,1000-5000@1m,5000@30s} is half a minute at
 * a thousand requests a second, a minute of growth, and half a minute at five thousand.
 */
public final class StepsText {

  private static final String NUMBER = "[0-9]{1,9}(?:\\.[0-9]{1,6})?k?";
  private static final String PIECE =
      "(" + NUMBER + ")(?:-(" + NUMBER + "))?@([0-9]{1,6})(ms|s|m|h)";

  /** What is allowed, empty included. */
  public static final Pattern PATTERN = Pattern.compile("(" + PIECE + "(," + PIECE + ")*)?");

  /** The same in words. */
  public static final String ALLOWED =
      "RATE@TIME or FROM-TO@TIME, separated by commas, such as 1k@30s,1k-5k@1m,5k@30s";

  private StepsText() {}

  /**
   * Reads a text that matches {@link #PATTERN} and is not empty.
   *
   * @throws IllegalArgumentException if a piece has no length, or no rate is above 0
   */
  public static RateCurve parse(String text) {
    List<Piece> pieces = new ArrayList<>();
    Matcher matcher = Pattern.compile(PIECE).matcher(text);
    while (matcher.find()) {
      double from = number(matcher.group(1));
      double to = matcher.group(2) == null ? from : number(matcher.group(2));
      pieces.add(new Piece(from, to, length(matcher.group(3), matcher.group(4))));
    }
    return RateCurve.of(pieces);
  }

  private static double number(String text) {
    return text.endsWith("k")
        ? 1_000 * Double.parseDouble(text.substring(0, text.length() - 1))
        : Double.parseDouble(text);
  }

  private static Duration length(String amount, String unit) {
    long number = Long.parseLong(amount);
    return switch (unit) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }
}
