package io.laminar.deploy.bench;

import io.laminar.load.LoadSummary;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What was measured of our generator and of {@code wrk}.
 *
 * @param conditions what a number means nothing without, in lines
 */
record LoadRounds(Machine machine, List<String> conditions, List<Round> rounds, Stalled stalled) {

  /**
   * What one load tool did.
   *
   * @param processorNanos how long processors worked for it, and for nothing else; 0 where the
   *     system does not tell
   */
  record Side(LoadReport load, long processorNanos) {

    /** Requests for each second of a processor. */
    double perProcessorSecond() {
      return processorNanos == 0 ? Double.NaN : load.requests() / (processorNanos / 1e9);
    }

    JsonObject toJson() {
      return load.toJson().put("requestsPerProcessorSecond", perProcessorSecond());
    }
  }

  /**
   * One of each.
   *
   * @param loadAverage of the machine at its end
   */
  record Round(Side own, Optional<Side> wrk, double loadAverage) {}

  /**
   * What was seen of a server that answered nothing for a while.
   *
   * @param wrk which keeps no schedule
   */
  record Stalled(
      int rate, Duration time, Duration stall, LoadSummary own, Optional<LoadReport> wrk) {

    /**
     * True if the 99.9th percentile shows the stall: of all requests, far more than a thousandth
     * were due while the server stalled, and the first of them waited for all of it.
     */
    boolean shown() {
      double part = stall.toNanos() / (double) time.toNanos();
      // of those due in the stall, evenly spread, a thousandth of all waited longer than this
      double least = stall.toNanos() / 1e3 * (1 - 0.001 / part);
      return own.response().p999Micros() >= least * 0.9;
    }

    JsonObject toJson() {
      var json =
          new JsonObject()
              .put("rate", rate)
              .put("seconds", time.toMillis() / 1e3)
              .put("stallMillis", stall.toMillis())
              .put("shown", shown())
              .put("valid", own.isValid())
              .put("responseP99Millis", own.response().p99Micros() / 1e3)
              .put("responseP999Millis", own.response().p999Micros() / 1e3)
              .put("serviceP99Millis", own.service().p99Micros() / 1e3)
              .put("serviceP999Millis", own.service().p999Micros() / 1e3);
      wrk.ifPresent(report -> json.put("wrkP99Millis", report.p99Millis()));
      return json;
    }
  }

  /** Our rate for a processor second over wrk's, round by round; empty without wrk. */
  Optional<Spread> ratio() {
    if (rounds.stream().anyMatch(round -> round.wrk().isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        Spread.ofRatios(
            rounds.stream().map(round -> round.own().perProcessorSecond()).toList(),
            rounds.stream().map(round -> round.wrk().orElseThrow().perProcessorSecond()).toList()));
  }

  /** True if every request was answered, and the stall was seen. */
  boolean isSound() {
    return stalled.shown()
        && rounds.stream()
            .allMatch(
                round -> isSound(round.own()) && round.wrk().map(LoadRounds::isSound).orElse(true));
  }

  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(machine.toString());
    conditions.forEach(condition -> lines.add("  " + condition));
    lines.add("median (lowest..highest) of " + rounds.size() + " rounds");
    lines.add(line("laminar", rounds.stream().map(Round::own).toList()));
    if (ratio().isPresent()) {
      lines.add(line("wrk", rounds.stream().map(round -> round.wrk().orElseThrow()).toList()));
      lines.add(
          "  laminar / wrk   " + ratio().get().fine() + " of the requests for a processor second");
    } else {
      lines.add("  wrk             not on the PATH, nothing to compare with");
    }
    lines.add(
        "  load average    " + Spread.of(rounds.stream().map(Round::loadAverage).toList()).fine());
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d requests/s for %d s, of which the server stalls %.1f s",
            stalled.rate(),
            stalled.time().toSeconds(),
            stalled.stall().toMillis() / 1e3));
    lines.add(
        String.format(
            Locale.ROOT,
            "  laminar         p99 %,.1f ms, p99.9 %,.1f ms from the intended start; p99 %,.1f ms"
                + " from the sending",
            stalled.own().response().p99Micros() / 1e3,
            stalled.own().response().p999Micros() / 1e3,
            stalled.own().service().p99Micros() / 1e3));
    stalled
        .wrk()
        .ifPresent(
            report ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "  wrk             p99 %,.1f ms: while the server stalls it asks nothing",
                        report.p99Millis())));
    if (!isSound()) {
      lines.add("NOT SOUND: there were requests without an answer, or the stall was not seen");
    }
    return String.join(System.lineSeparator(), lines);
  }

  JsonObject toJson() {
    var all = new JsonArray();
    for (Round round : rounds) {
      var json =
          new JsonObject()
              .put("laminar", round.own().toJson())
              .put("loadAverage", round.loadAverage());
      round.wrk().ifPresent(wrk -> json.put("wrk", wrk.toJson()));
      all.add(json);
    }
    var json =
        new JsonObject()
            .put("machine", machine.toJson())
            .put("conditions", new JsonArray(conditions))
            .put("sound", isSound())
            .put("rounds", all)
            .put("stalled", stalled.toJson());
    ratio().ifPresent(ratio -> json.put("ratio", ratio.toJson()));
    return json;
  }

  private static boolean isSound(Side side) {
    return side.load().broken() == 0 && side.load().refused() == 0;
  }

  private static String line(String name, List<Side> sides) {
    return String.format(
        Locale.ROOT,
        "  %-16s%s requests/s; %s for a processor second",
        name,
        Spread.of(sides.stream().map(side -> side.load().perSecond()).toList()).rounded(),
        Spread.of(sides.stream().map(Side::perProcessorSecond).toList()).rounded());
  }
}
