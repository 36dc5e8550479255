package io.laminar.stats.report;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A question about statistics.
 *
 * @param by what rows are told apart by, in the order of the columns; each once
 * @param from the first instant that counts, UTC
 * @param to the first instant that does not count any more
 * @param only values of dimensions that alone count
 */
public record StatsQuery(
    List<Dimension> by, Optional<Instant> from, Optional<Instant> to, Map<Dimension, String> only) {

  private static final List<Dimension> FILTERS =
      List.of(
          Dimension.CAMPAIGN,
          Dimension.CREATIVE,
          Dimension.DEAL,
          Dimension.EXCHANGE,
          Dimension.REASON);

  public StatsQuery {
    by = List.copyOf(by);
    only = Map.copyOf(only);
    if (by.stream().distinct().count() < by.size()) {
      throw new IllegalArgumentException("by names a dimension twice");
    }
    if (by.stream().filter(Dimension::isTime).count() > 1) {
      throw new IllegalArgumentException("by may name one of hour, day and month, not two");
    }
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      throw new IllegalArgumentException("from must be before to");
    }
    boolean ofCampaigns =
        by.stream().anyMatch(Dimension::isOfCampaigns)
            || only.keySet().stream().anyMatch(Dimension::isOfCampaigns);
    boolean ofReasons = by.contains(Dimension.REASON) || only.containsKey(Dimension.REASON);
    if (ofCampaigns && ofReasons) {
      throw new IllegalArgumentException(
          "a reason is why there was no bid, so it has no campaign, creative or deal");
    }
    checkEdges(grain(by, from, to), from);
    checkEdges(grain(by, from, to), to);
  }

  /**
   * Reads a question from parameters: {@code by=day,campaign}; {@code from}, {@code to}, {@code
   * day}, {@code hour}; {@code campaign}, {@code creative}, {@code deal}, {@code exchange}, {@code
   * reason}.
   *
   * @param parameterByName answers null for what was not given
   * @throws IllegalArgumentException with what is wrong and what is allowed
   */
  public static StatsQuery parse(UnaryOperator<String> parameterByName) {
    String by = parameterByName.apply("by");
    List<Dimension> dimensions = new ArrayList<>();
    for (String word : by == null || by.isEmpty() ? new String[0] : by.split(",", -1)) {
      dimensions.add(Dimension.of(word.trim()));
    }
    Map<Dimension, String> only = new EnumMap<>(Dimension.class);
    for (Dimension filter : FILTERS) {
      String value = parameterByName.apply(filter.word());
      if (value != null) {
        only.put(filter, value);
      }
    }
    Optional<Instant> from = instant("from", parameterByName.apply("from"));
    Optional<Instant> to = instant("to", parameterByName.apply("to"));
    Optional<Instant> day = instant("day", parameterByName.apply("day"));
    Optional<Instant> hour = instant("hour", parameterByName.apply("hour"));
    int spans = (from.isPresent() || to.isPresent() ? 1 : 0) + count(day) + count(hour);
    if (spans > 1) {
      throw new IllegalArgumentException("give from and to, or a day, or an hour, not two of them");
    }
    if (day.isPresent()) {
      return new StatsQuery(
          dimensions, day, day.map(begin -> begin.plus(Duration.ofDays(1))), only);
    }
    if (hour.isPresent()) {
      return new StatsQuery(
          dimensions, hour, hour.map(begin -> begin.plus(Duration.ofHours(1))), only);
    }
    return new StatsQuery(dimensions, from, to, only);
  }

  /** The time by which rows are summed, if none is asked for the coarsest that can answer. */
  Dimension grain() {
    return grain(by, from, to);
  }

  private static Dimension grain(List<Dimension> by, Optional<Instant> from, Optional<Instant> to) {
    Optional<Dimension> asked = by.stream().filter(Dimension::isTime).findFirst();
    if (asked.isPresent()) {
      return asked.get();
    }
    for (int i = Dimension.TIMES.size() - 1; i > 0; i--) {
      Dimension time = Dimension.TIMES.get(i);
      if (from.map(edge -> isEdge(time, edge)).orElse(true)
          && to.map(edge -> isEdge(time, edge)).orElse(true)) {
        return time;
      }
    }
    return Dimension.HOUR;
  }

  private static void checkEdges(Dimension time, Optional<Instant> edge) {
    if (edge.isPresent() && !isEdge(time, edge.get())) {
      throw new IllegalArgumentException(
          edge.get() + " must be the beginning of a UTC " + time.word() + ", as rows are summed");
    }
  }

  private static boolean isEdge(Dimension time, Instant edge) {
    var utc = edge.atOffset(ZoneOffset.UTC);
    boolean ofHour = utc.getMinute() == 0 && utc.getSecond() == 0 && utc.getNano() == 0;
    return switch (time) {
      case MONTH -> ofHour && utc.getHour() == 0 && utc.getDayOfMonth() == 1;
      case DAY -> ofHour && utc.getHour() == 0;
      default -> ofHour;
    };
  }

  private static Optional<Instant> instant(String name, String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          text.contains("T")
              ? Instant.parse(text)
              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          name
              + " must be a UTC date or instant such as 2026-11-24 or 2026-11-24T10:00:00Z, was \""
              + text
              + "\"",
          e);
    }
  }

  private static int count(Optional<Instant> given) {
    return given.isPresent() ? 1 : 0;
  }
}
