package io.laminar.load.capacity;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What to compute, from what.
 *
 * @param points given; empty = they are measured
 * @param ofMachines true if the points count machines, false if connections to one machine
 * @param target requests a second that are wanted
 * @param headroom the part of each machine that is to stay free
 * @param levels connections to measure with
 * @param probe how long each is measured
 */
public record CapacityOptions(
    List<Point> points,
    boolean ofMachines,
    double target,
    double headroom,
    List<Integer> levels,
    Duration probe) {

  private static final String NUMBER = "[0-9]{1,9}(\\.[0-9]{1,6})?";

  public static final Setting<String> POINTS =
      Setting.matching(
          "load.capacity-points",
          Pattern.compile("(" + NUMBER + "=" + NUMBER + "(," + NUMBER + "=" + NUMBER + ")*)?"),
          "COUNT=RATE separated by commas, such as 1=9500,2=18200,4=33000; or empty",
          "",
          "measured rates by the number of machines or connections; without it they are measured"
              + " at load.url, with connections");
  public static final Setting<String> UNIT =
      Setting.choice(
          "load.capacity-unit",
          List.of("machines", "connections"),
          "machines",
          "what the given points count");
  public static final Setting<Double> TARGET =
      Setting.decimal(
          "load.capacity-target", 1, 1e9, "requests/s", 150_000, "the rate that is wanted");
  public static final Setting<Double> HEADROOM =
      Setting.decimal(
          "load.capacity-headroom",
          0,
          0.9,
          "",
          0.3,
          "the part of a machine's peak that stays free, where the points count connections");
  public static final Setting<String> LEVELS =
      Setting.matching(
          "load.capacity-levels",
          Pattern.compile("[1-9][0-9]{0,4}(,[1-9][0-9]{0,4})*"),
          "numbers of connections separated by commas",
          "1,2,4,8,16,32,64",
          "how many connections are kept busy, one measurement each");
  public static final Setting<Duration> PROBE =
      Setting.duration(
          "load.capacity-probe", "500ms", "1h", "10s", "how long each number is measured");

  public static final List<Setting<?>> SETTINGS =
      List.of(POINTS, UNIT, TARGET, HEADROOM, LEVELS, PROBE);

  public static final List<Configuration.Rule> RULES =
      List.of(
          given -> problem(POINTS, given.get(POINTS).isEmpty() ? 3 : counts(given.get(POINTS))),
          given -> problem(LEVELS, counts(given.get(LEVELS))));

  public CapacityOptions {
    points = List.copyOf(points);
    levels = List.copyOf(levels);
  }

  public static CapacityOptions from(Configuration given) {
    List<Point> points = new ArrayList<>();
    for (String point : split(given.get(POINTS))) {
      String[] parts = point.split("=");
      points.add(new Point(Double.parseDouble(parts[0]), Double.parseDouble(parts[1])));
    }
    return new CapacityOptions(
        points,
        !points.isEmpty() && given.get(UNIT).equals("machines"),
        given.get(TARGET),
        given.get(HEADROOM),
        Arrays.stream(split(given.get(LEVELS))).map(Integer::valueOf).toList(),
        given.get(PROBE));
  }

  private static long counts(String text) {
    return Arrays.stream(split(text))
        .map(point -> Double.parseDouble(point.split("=")[0]))
        .distinct()
        .count();
  }

  private static Optional<String> problem(Setting<String> setting, long different) {
    return different >= Fit.MIN_POINTS
        ? Optional.empty()
        : Optional.of(
            setting
                + " must hold at least "
                + Fit.MIN_POINTS
                + " different counts, had "
                + different);
  }

  private static String[] split(String text) {
    return text.isEmpty() ? new String[0] : text.split(",");
  }
}
