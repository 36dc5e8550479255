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
 * @param halves at half of the highest rates
 */
record BidderRounds(
    Machine machine,
    Map<String, Object> conditions,
    List<Round> rounds,
    List<Half> halves,
    CacheRoom room) {

  private static final int KILO = 1_024;
  private static final double LEAST_RATIO = 0.65;
  private static final double LEAST_RATIO_CACHED = 0.75;
  private static final double MOST_P99_MILLIS = 5;
  private static final double MOST_KILOBYTES = 6;
  private static final long MOST_MEGABYTES = 700;

  /**
   * What one server did.
   *
   * @param load as the load tool saw it
   * @param processorNanos how long processors worked for this process meanwhile
   * @param allocatedBytes that this process took from the heap meanwhile
   */
  record Side(LoadReport load, long processorNanos, long allocatedBytes) {

    /**
     * The work of a request in this process, compiler and garbage collector included: says more
     * than a rate where others use the machine too. What Redis, Kafka and the load tool do is not
     * in it.
     */
    double microsPerRequest() {
      return perRequest(processorNanos / 1e3);
    }

    double kilobytesPerRequest() {
      return perRequest(allocatedBytes) / KILO;
    }

    private double perRequest(double sum) {
      return load.requests() == 0 ? Double.NaN : sum / load.requests();
    }

    JsonObject toJson() {
      return load.toJson()
          .put("processorMicrosPerRequest", microsPerRequest())
          .put("allocatedKilobytesPerRequest", kilobytesPerRequest());
    }
  }

  /**
   * One of each.
   *
   * @param cached the bidder that keeps profiles
   * @param answers how the bidder that keeps none answered meanwhile
   * @param loadAverage of the machine at its end
   */
  record Round(Side bare, Side bidder, Side cached, Meters answers, double loadAverage) {}

  /** Both bidders, each at half of its highest rate. */
  record Half(PacedReport bidder, PacedReport cached) {}

  /** The bidder's rate over the bare server's. */
  Spread ratio() {
    return over(round -> round.bidder().load().perSecond(), round -> rate(round.bare()));
  }

  /** The same of the bidder that keeps profiles. */
  Spread cachedRatio() {
    return over(round -> round.cached().load().perSecond(), round -> rate(round.bare()));
  }

  /** The bare server's work for a request over the bidder's. */
  Spread work() {
    return over(
        round -> round.bare().microsPerRequest(), round -> round.bidder().microsPerRequest());
  }

  private static double rate(Side side) {
    return side.load().perSecond();
  }

  private Spread over(ToDoubleFunction<Round> measured, ToDoubleFunction<Round> base) {
    return Spread.ofRatios(
        rounds.stream().map(measured::applyAsDouble).toList(),
        rounds.stream().map(base::applyAsDouble).toList());
  }

  List<BidderGoal> goals() {
    return List.of(
        BidderGoal.atLeast(LEAST_RATIO, "b / a", ratio()),
        BidderGoal.atLeast(LEAST_RATIO_CACHED, "c / a", cachedRatio()),
        BidderGoal.atMost(
            MOST_P99_MILLIS,
            "(b) p99 at half the rate, ms",
            ofHalves(half -> half.bidder().p99Millis())),
        BidderGoal.atMost(
            MOST_KILOBYTES,
            "(b) heap for a request, KB",
            spread(round -> round.bidder().kilobytesPerRequest())),
        new BidderGoal(
            "resident besides cached profiles at most " + MOST_MEGABYTES + " MB",
            room.besides() >> 20 <= MOST_MEGABYTES,
            (room.besides() >> 20) + " MB"));
  }

  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(machine.toString());
    conditions.forEach((name, value) -> lines.add(String.format("  %-16s%s", name, value)));
    lines.add("median (lowest..highest) of " + rounds.size() + " rounds");
    lines.add(line("(a) bare Vert.x", Round::bare));
    lines.add(line("(b) bidder", Round::bidder));
    lines.add(line("(c) with cache", Round::cached));
    lines.add("  b / a           " + ratio().fine() + " of the rate, round by round");
    lines.add("  c / a           " + cachedRatio().fine() + " of the rate, round by round");
    lines.add("  a / b           " + work().fine() + " of this process's work for a request");
    lines.add("  load average    " + spread(Round::loadAverage).fine());
    lines.add("at half of its highest rate, from the intended start, by laminar's generator here:");
    lines.add(halfLine("(b) bidder", half -> half.bidder()));
    lines.add(halfLine("(c) with cache", half -> half.cached()));
    lines.add("memory: " + room.text());
    goals().forEach(goal -> lines.add(goal.line()));
    addAnswers(lines);
    if (!isSound()) {
      lines.add("NOT SOUND: there were requests without an answer, or refused ones");
    }
    return String.join(System.lineSeparator(), lines);
  }

  private void addAnswers(List<String> lines) {
    lines.add("(b) answered in the last round:");
    Round last = rounds.get(rounds.size() - 1);
    long asked = last.bidder().load().requests();
    last.answers()
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
  }

  JsonObject toJson() {
    var all = new JsonArray();
    rounds.forEach(round -> all.add(json(round)));
    var paced = new JsonArray();
    halves.forEach(
        half ->
            paced.add(
                new JsonObject()
                    .put("bidder", half.bidder().toJson())
                    .put("cached", half.cached().toJson())));
    var reached = new JsonArray();
    goals().forEach(goal -> reached.add(goal.toJson()));
    var given = new JsonObject();
    conditions.forEach(given::put);
    return new JsonObject()
        .put("machine", machine.toJson())
        .put("conditions", given)
        .put("sound", isSound())
        .put("bare", spread(round -> rate(round.bare())).toJson())
        .put("bidder", spread(round -> rate(round.bidder())).toJson())
        .put("cached", spread(round -> rate(round.cached())).toJson())
        .put("ratio", ratio().toJson())
        .put("cachedRatio", cachedRatio().toJson())
        .put("workRatio", work().toJson())
        .put("memory", room.toJson())
        .put("goals", reached)
        .put("rounds", all)
        .put("halfRate", paced);
  }

  private static JsonObject json(Round round) {
    var answers = new JsonObject();
    round.answers().countByLine().forEach(answers::put);
    return new JsonObject()
        .put("bare", round.bare().toJson())
        .put("bidder", round.bidder().toJson())
        .put("cached", round.cached().toJson())
        .put("answers", answers)
        .put("loadAverage", round.loadAverage());
  }

  /** True if every request of every round was answered as it should be. */
  boolean isSound() {
    return rounds.stream()
        .allMatch(
            round ->
                isSound(round.bare().load())
                    && isSound(round.bidder().load())
                    && isSound(round.cached().load()));
  }

  private static boolean isSound(LoadReport report) {
    return report.broken() == 0 && report.refused() == 0;
  }

  private interface Which {
    Side of(Round round);
  }

  private String line(String name, Which which) {
    return String.format(
        Locale.ROOT,
        "  %-16s%s requests/s; p50 %s ms, p99 %s ms; processor %s µs, heap %s KB a request",
        name,
        spread(round -> which.of(round).load().perSecond()).rounded(),
        spread(round -> which.of(round).load().p50Millis()).fine(),
        spread(round -> which.of(round).load().p99Millis()).fine(),
        spread(round -> which.of(round).microsPerRequest()).fine(),
        spread(round -> which.of(round).kilobytesPerRequest()).fine());
  }

  private interface WhichPaced {
    PacedReport of(Half half);
  }

  private String halfLine(String name, WhichPaced which) {
    List<String> faults =
        halves.stream().flatMap(half -> which.of(half).faults().stream()).distinct().toList();
    return String.format(
        Locale.ROOT,
        "  %-16s%,.0f requests/s; p50 %s ms, p99 %s ms%s",
        name,
        which.of(halves.get(0)).asked(),
        ofHalves(half -> which.of(half).p50Millis()).fine(),
        ofHalves(half -> which.of(half).p99Millis()).fine(),
        faults.isEmpty() ? "" : "; NOT VALID in some round: " + String.join("; ", faults));
  }

  private Spread ofHalves(ToDoubleFunction<Half> value) {
    return Spread.of(halves.stream().map(value::applyAsDouble).toList());
  }

  private Spread spread(ToDoubleFunction<Round> value) {
    return Spread.of(rounds.stream().map(value::applyAsDouble).toList());
  }
}
