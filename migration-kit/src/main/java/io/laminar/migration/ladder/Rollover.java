package io.laminar.migration.ladder;

import io.laminar.migration.plan.Steps;
import io.laminar.migration.route.Doubt;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.selector.Selector.DateInKey;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * When the steps of a timed rollover may be published, and which keys a member must doubt that may
 * not have heard of one.
 *
 * <p>A date begins at 00:00 UTC of its day, or with its hour, by the fleet's clock. S0 and S1
 * differ in the keys from the cut date to before the second cut, S1 and S2 in those from the second
 * cut on. A step that moves such keys is published only while they are not in use and will not be
 * before whoever has not heard of it must have noticed: that takes less than a lease, and clocks of
 * applications are less than {@link #MARGIN} off. So a member that has not noticed yet is safe
 * beside those that have followed, since no such key is used; and one that may have missed a step
 * knows it, and keeps those keys in both stores ({@link Doubt}).
 *
 * @param dates from the cut date on
 * @param cut the second cut; empty if there is none
 */
record Rollover(DateInKey dates, String cut) {

  /** Clocks of those who put dates into keys may differ by less. */
  static final Duration MARGIN = Duration.ofMinutes(1);

  /** Keys that two neighbouring steps send to different stores, and when they do not change. */
  private record Border(DateInKey keys, long closedFromMillis, long closedUntilMillis) {}

  /** Empty for any other strategy. */
  static Optional<Rollover> of(Steps steps, String cut) {
    return steps.dates().map(dates -> new Rollover(dates, cut));
  }

  /** What a member must doubt that stands where a record tells. */
  List<Doubt> doubts(Steps steps, MigrationRecord record, Selector selected) {
    List<Integer> here = places(steps, record);
    int lowest = here.get(0);
    int highest = here.get(here.size() - 1);
    List<Doubt> doubts = new ArrayList<>();
    for (int border = Math.max(0, lowest - 1); border <= Math.min(1, highest); border++) {
      int below = border;
      border(border, Duration.ZERO)
          .ifPresent(
              between -> {
                // back from between the cuts it may go at any later time
                boolean settles = below > 0 || highest == 0;
                doubts.add(
                    new Doubt(
                        new Selector.And(List.of(selected, between.keys())),
                        settles ? between.closedFromMillis() * 1_000 : Long.MAX_VALUE));
              });
    }
    return doubts;
  }

  /**
   * The time in which a step must not be published.
   *
   * @param notice how long it takes a member at most to notice that it may have missed a step
   */
  Optional<Course.Closed> closed(
      Steps steps, MigrationRecord from, MigrationRecord to, Duration notice) {
    var places = new TreeSet<>(places(steps, from));
    places.addAll(places(steps, to));
    return IntStream.range(places.first(), Math.min(2, places.last()))
        .mapToObj(border -> border(border, notice))
        .flatMap(Optional::stream)
        .map(
            border ->
                new Course.Closed(
                    border.keys().from(), border.closedFromMillis(), border.closedUntilMillis()))
        .reduce(Course.Closed::and);
  }

  private Optional<Border> border(int below, Duration notice) {
    if (below == 0) {
      return Optional.of(
          new Border(
              new DateInKey(dates.after(), dates.from(), cut),
              begins(dates.from()) - MARGIN.plus(notice).toMillis(),
              cut.isEmpty() ? Long.MAX_VALUE : begins(cut) + MARGIN.toMillis()));
    }
    return cut.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Border(
                new DateInKey(dates.after(), cut, ""),
                begins(cut) - MARGIN.plus(notice).toMillis(),
                Long.MAX_VALUE));
  }

  private static List<Integer> places(Steps steps, MigrationRecord record) {
    var places = new TreeSet<Integer>();
    places.add(steps.indexOf(steps.find(record.step())));
    if (!record.rampTo().isEmpty()) {
      places.add(steps.indexOf(steps.find(record.rampTo())));
    }
    return List.copyOf(places);
  }

  /** When a date begins, in milliseconds since the epoch. */
  static long begins(String date) {
    String digits = date.replace("-", "");
    int year = Integer.parseInt(digits.substring(0, 4));
    int month = Integer.parseInt(digits.substring(4, 6));
    int day = Integer.parseInt(digits.substring(6, 8));
    int hour = digits.length() > 8 ? Integer.parseInt(digits.substring(8)) : 0;
    return LocalDate.of(year, 1, 1)
        .plusMonths(month - 1L)
        .plusDays(day - 1L)
        .atStartOfDay(ZoneOffset.UTC)
        .plusHours(hour)
        .toInstant()
        .toEpochMilli();
  }
}
