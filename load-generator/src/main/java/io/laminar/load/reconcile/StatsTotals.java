package io.laminar.load.reconcile;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What the statistics have counted in all.
 *
 * @param spendMicros of billed notices, millionths of the currency: a thousandth of the sum of
 *     their CPM prices
 */
public record StatsTotals(long requests, long wins, long billings, long losses, long spendMicros) {

  /**
   * Reads the answer of {@code GET /stats}: the sum of its rows.
   *
   * @throws IllegalArgumentException if it is not such an answer
   */
  public static StatsTotals parse(String text) {
    try {
      JsonArray rows = new JsonObject(text).getJsonArray("rows");
      var sum = new StatsTotals(0, 0, 0, 0, 0);
      for (int i = 0; i < rows.size(); i++) {
        JsonObject row = rows.getJsonObject(i);
        sum =
            sum.plus(
                new StatsTotals(
                    row.getLong("requests"),
                    row.getLong("wins"),
                    row.getLong("billings"),
                    row.getLong("losses"),
                    row.getLong("spendMicros")));
      }
      return sum;
    } catch (RuntimeException e) {
      // Vert.x's JSON has no narrower type for all that can be wrong
      String start = text.length() <= 120 ? text : text.substring(0, 120) + "…";
      throw new IllegalArgumentException(
          "must be {\"rows\": [{\"requests\", \"wins\", \"billings\", \"losses\","
              + " \"spendMicros\"}]}, was "
              + start,
          e);
    }
  }

  /** What was counted since. */
  StatsTotals since(StatsTotals before) {
    return new StatsTotals(
        requests - before.requests,
        wins - before.wins,
        billings - before.billings,
        losses - before.losses,
        spendMicros - before.spendMicros);
  }

  private StatsTotals plus(StatsTotals more) {
    return new StatsTotals(
        requests + more.requests,
        wins + more.wins,
        billings + more.billings,
        losses + more.losses,
        spendMicros + more.spendMicros);
  }
}
