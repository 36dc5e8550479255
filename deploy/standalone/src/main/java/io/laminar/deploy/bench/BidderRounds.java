package io.laminar.deploy.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What was measured of the bare server and of the bidder, round by round.
 *
 * @param conditions what a number means nothing without, in lines
 */
record BidderRounds(Machine machine, Map<String, Object> conditions, List<Round> rounds) {

  /**
   * What one server did.
   *
   * @param load as the load tool saw it
   * @param processorNanos how long processors worked for this process meanwhile
   */
  record Side(LoadReport load, long processorNanos) {

    /**
     * The work of a request in this process, compiler and garbage collector included: says more
     * than a rate where others use the machine too. What Redis, Kafka and the load tool do is not
     * in it.
     */
    double microsPerRequest() {
      return load.requests() == 0 ? Double.NaN : processorNanos / 1e3 / load.requests();
    }

    JsonObject toJson() {
      return load.toJson().put("processorMicrosPerRequest", microsPerRequest());
    }
  }

  /**
   * One of each.
   *
   * @param answers how the bidder answered meanwhile
   * @param loadAverage of the machine at its end
   */
  record Round(Side bare, Side bidder, Meters answers, double loadAverage) {}

  /** The bidder's rate over the bare server's. */
  Spread ratio() {
    return Spread.ofRatios(
        rounds.stream().map(round -> round.bidder().load().perSecond()).toList(),
        rounds.stream().map(round -> round.bare().load().perSecond()).toList());
  }

  /** The bare server's work for a request over the bidder's. */
  Spread work() {
    return Spread.ofRatios(
        rounds.stream().map(round -> round.bare().microsPerRequest()).toList(),
        rounds.stream().map(round -> round.bidder().microsPerRequest()).toList());
  }

  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(machine.toString());
    conditions.forEach((name, value) -> lines.add(String.format("  %-16s%s", name, value)));
    lines.add("median (lowest..highest) of " + rounds.size() + " rounds");
    lines.add(line("(a) bare Vert.x", Round::bare));
    lines.add(line("(b) bidder", Round::bidder));
    lines.add("  b / a           " + ratio().fine() + " of the rate, round by round");
    lines.add("  a / b           " + work().fine() + " of this process's work for a request");
    lines.add("  load average    " + spread(Round::loadAverage).fine());
    lines.add("(b) answered in the last round:");
    long asked = last().bidder().load().requests();
    last()
        .answers()
        .countByLine()
        .forEach(
            (name, count) ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "  %-44s%,12d  %5.1f %%",
                        name,
                        count,
                        100.0 * count / asked)));
    if (!isSound()) {
      lines.add("NOT SOUND: there were requests without an answer, or refused ones");
    }
    return String.join(System.lineSeparator(), lines);
  }

  JsonObject toJson() {
    var all = new JsonArray();
    for (Round round : rounds) {
      var answers = new JsonObject();
      round.answers().countByLine().forEach(answers::put);
      all.add(
          new JsonObject()
              .put("bare", round.bare().toJson())
              .put("bidder", round.bidder().toJson())
              .put("answers", answers)
              .put("loadAverage", round.loadAverage()));
    }
    var given = new JsonObject();
    conditions.forEach(given::put);
    return new JsonObject()
        .put("machine", machine.toJson())
        .put("conditions", given)
        .put("sound", isSound())
        .put("bare", spread(round -> round.bare().load().perSecond()).toJson())
        .put("bidder", spread(round -> round.bidder().load().perSecond()).toJson())
        .put("ratio", ratio().toJson())
        .put("workRatio", work().toJson())
        .put("rounds", all);
  }

  /** True if every request of every round was answered as it should be. */
  boolean isSound() {
    return rounds.stream()
        .allMatch(round -> isSound(round.bare().load()) && isSound(round.bidder().load()));
  }

  private static boolean isSound(LoadReport report) {
    return report.broken() == 0 && report.refused() == 0;
  }

  private Round last() {
    return rounds.get(rounds.size() - 1);
  }

  private interface Which {
    Side of(Round round);
  }

  private String line(String name, Which which) {
    return String.format(
        Locale.ROOT,
        "  %-16s%s requests/s; p50 %s ms, p99 %s ms; processor %s µs",
        name,
        spread(round -> which.of(round).load().perSecond()).rounded(),
        spread(round -> which.of(round).load().p50Millis()).fine(),
        spread(round -> which.of(round).load().p99Millis()).fine(),
        spread(round -> which.of(round).microsPerRequest()).fine());
  }

  private Spread spread(ToDoubleFunction<Round> value) {
    return Spread.of(rounds.stream().map(value::applyAsDouble).toList());
  }
}
