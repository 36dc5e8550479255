package io.laminar.stats.report;

import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A {@link StatsQuery} as SQL; what was given by somebody is a parameter and never part of it.
 *
 * @param columns of the answer
 */
record QuerySql(String sql, Tuple parameters, List<String> columns) {

  private static final String OF_CAMPAIGNS = "fact IN ('BID', 'WIN', 'BILLING', 'LOSS', 'CLICK')";
  private static final String OF_REASONS = "fact = 'NO_BID'";

  static QuerySql of(StatsQuery query, int limit) {
    Dimension time = query.grain();
    Tuple parameters = Tuple.tuple();
    List<String> conditions = new ArrayList<>();
    query
        .from()
        .ifPresent(from -> conditions.add(time.column() + " >= " + put(parameters, time, from)));
    query.to().ifPresent(to -> conditions.add(time.column() + " < " + put(parameters, time, to)));
    query
        .only()
        .forEach(
            (dimension, value) -> {
              parameters.addString(value);
              conditions.add(dimension.column() + " = $" + parameters.size());
            });
    List<Dimension> all =
        Stream.concat(query.by().stream(), query.only().keySet().stream()).toList();
    if (all.stream().anyMatch(Dimension::isOfCampaigns)) {
      conditions.add(OF_CAMPAIGNS);
    }
    if (all.contains(Dimension.REASON)) {
      conditions.add(OF_REASONS);
    }
    List<String> selected = new ArrayList<>();
    query.by().forEach(dimension -> selected.add(shown(dimension)));
    Stream.of(Measure.values()).forEach(measure -> selected.add(measure.sql()));
    String order = order(query.by().size());
    return new QuerySql(
        "SELECT "
            + String.join(", ", selected)
            + " FROM "
            + table(time)
            + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
            + (order.isEmpty() ? "" : " GROUP BY " + order + " ORDER BY " + order)
            + " LIMIT "
            + limit,
        parameters,
        Stream.concat(
                query.by().stream().map(Dimension::word),
                Stream.of(Measure.values()).map(Measure::label))
            .toList());
  }

  private static String put(Tuple parameters, Dimension time, Instant edge) {
    if (time == Dimension.HOUR) {
      parameters.addOffsetDateTime(edge.atOffset(ZoneOffset.UTC));
    } else {
      parameters.addLocalDate(LocalDate.ofInstant(edge, ZoneOffset.UTC));
    }
    return "$" + parameters.size();
  }

  private static String shown(Dimension dimension) {
    return switch (dimension) {
      case HOUR -> "to_char(hour AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI\"Z\"')";
      case DAY -> "to_char(day, 'YYYY-MM-DD')";
      case MONTH -> "to_char(month, 'YYYY-MM')";
      default -> dimension.column();
    };
  }

  private static String table(Dimension time) {
    return switch (time) {
      case HOUR -> "stats_hour";
      case DAY -> "stats_by_day";
      default -> "stats_by_month";
    };
  }

  private static String order(int columns) {
    List<String> numbers = new ArrayList<>();
    for (int i = 1; i <= columns; i++) {
      numbers.add(Integer.toString(i));
    }
    return String.join(", ", numbers);
  }
}
