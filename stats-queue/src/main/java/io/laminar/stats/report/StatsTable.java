package io.laminar.stats.report;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The answer to a {@link StatsQuery}.
 *
 * @param columns dimensions first, then measures
 * @param rows in the order of the dimensions; texts and whole numbers
 */
public record StatsTable(List<String> columns, List<List<Object>> rows) {

  private static final String LINE_END = "\r\n"; // RFC 4180

  public StatsTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** An object for each row. */
  public JsonArray toJson() {
    var array = new JsonArray();
    for (List<Object> row : rows) {
      var object = new JsonObject();
      for (int i = 0; i < columns.size(); i++) {
        object.put(columns.get(i), row.get(i));
      }
      array.add(object);
    }
    return array;
  }

  /** With a head line; RFC 4180. */
  public String toCsv() {
    var csv = new StringBuilder(String.join(",", columns)).append(LINE_END);
    for (List<Object> row : rows) {
      csv.append(row.stream().map(StatsTable::cell).collect(Collectors.joining(",")))
          .append(LINE_END);
    }
    return csv.toString();
  }

  private static String cell(Object value) {
    String text = value.toString();
    return text.contains(",") || text.contains("\"") || text.contains("\n") || text.contains("\r")
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }
}
