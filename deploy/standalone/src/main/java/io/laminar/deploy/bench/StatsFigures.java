package io.laminar.deploy.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was measured of the statistics.
 *
 * @param sums facts told as sums
 * @param events told one by one
 * @param room what the statistics of the requests took
 */
record StatsFigures(Machine machine, double loadAverage, Rate sums, Rate events, Room room) {

  /**
   * How fast something was counted.
   *
   * @param told things
   * @param counted things, at the end
   * @param toldSeconds until the last one was acknowledged by Kafka
   * @param countedSeconds until all of them were counted
   * @param lags records that were in Kafka and not counted, once a second; negative if unknown
   */
  record Rate(long told, long counted, double toldSeconds, double countedSeconds, List<Long> lags) {

    double perSecond() {
      return counted / countedSeconds;
    }

    boolean isExact() {
      return told == counted;
    }

    long highestLag() {
      return lags.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    JsonObject toJson() {
      return new JsonObject()
          .put("told", told)
          .put("counted", counted)
          .put("toldSeconds", toldSeconds)
          .put("countedSeconds", countedSeconds)
          .put("perSecond", perSecond())
          .put("lagRecords", new JsonArray(lags));
    }
  }

  /**
   * Bytes on disks.
   *
   * @param requests bid requests
   * @param notices that they led to
   * @param bytesByPlace tables and the topic, those alone that grew
   */
  record Room(long requests, long notices, Map<String, Long> bytesByPlace) {

    JsonObject toJson() {
      var places = new JsonObject();
      bytesByPlace.forEach(places::put);
      return new JsonObject()
          .put("requests", requests)
          .put("notices", notices)
          .put("bytes", places);
    }
  }

  boolean isExact() {
    return sums.isExact() && events.isExact();
  }

  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(machine.toString());
    lines.add(String.format(Locale.ROOT, "  load average at the end %.1f", loadAverage));
    lines.add(line("(a) facts as sums", sums));
    lines.add(line("(b) single events", events));
    lines.add(
        String.format(
            Locale.ROOT,
            "(c) room of %,d bid requests with %,d notices",
            room.requests(),
            room.notices()));
    room.bytesByPlace()
        .forEach(
            (place, bytes) ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "  %-28s%,14d bytes, %,.0f a million requests",
                        place,
                        bytes,
                        bytes * 1e6 / room.requests())));
    if (!isExact()) {
      lines.add("NOT EXACT: what was counted is not what was told");
    }
    return String.join(System.lineSeparator(), lines);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("machine", machine.toJson())
        .put("loadAverage", loadAverage)
        .put("exact", isExact())
        .put("sums", sums.toJson())
        .put("events", events.toJson())
        .put("room", room.toJson());
  }

  private static String line(String name, Rate rate) {
    return String.format(
        Locale.ROOT,
        "%-18s%,12.0f/s counted; %,d told in %.1f s, %,d counted after %.1f s; highest lag %,d"
            + " records",
        name,
        rate.perSecond(),
        rate.told(),
        rate.toldSeconds(),
        rate.counted(),
        rate.countedSeconds(),
        rate.highestLag());
  }
}
