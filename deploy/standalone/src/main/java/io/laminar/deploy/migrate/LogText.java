package io.laminar.deploy.migrate;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The log of a migration, for people. */
final class LogText {

  private static final int SHOWN_OF_HASH = 12;

  private LogText() {}

  /** A line for each publication and each event in their order, and whether the chains hold. */
  static String of(JsonObject log) {
    List<String> lines = new ArrayList<>();
    JsonArray events = log.getJsonArray("events");
    int told = 0;
    for (Object each : log.getJsonArray("publications")) {
      JsonObject publication = (JsonObject) each;
      while (told < events.size() && isBefore(events.getJsonObject(told), publication)) {
        lines.add(event(events.getJsonObject(told++)));
      }
      lines.add(line(publication));
    }
    while (told < events.size()) {
      lines.add(event(events.getJsonObject(told++)));
    }
    lines.add(verdict(log));
    return String.join(System.lineSeparator(), lines);
  }

  private static boolean isBefore(JsonObject event, JsonObject publication) {
    return event.getLong("publication") < publication.getLong("number");
  }

  private static String verdict(JsonObject log) {
    String checked =
        log.getLong("verified") + " publications and " + log.getLong("verifiedEvents") + " events";
    String broken = log.getString("broken");
    return broken.isEmpty()
        ? checked + ", the chains of their hashes are whole"
        : "BROKEN after " + checked + ": " + broken;
  }

  private static String event(JsonObject event) {
    return "%4s  %s  %-4s  %s  %s: %s"
        .formatted(
            "",
            event.getString("at"),
            "",
            event.getString("hash").substring(0, SHOWN_OF_HASH),
            event.getString("who"),
            event.getString("what"));
  }

  private static String line(JsonObject publication) {
    JsonObject document = publication.getJsonObject("document");
    String ramp = document.getString("rampTo", "");
    return "%4d  %s  %-4s  %s  %s: %s"
        .formatted(
            publication.getLong("number"),
            publication.getString("at"),
            document.getString("step")
                + (ramp.isEmpty() ? "" : " " + document.getInteger("perMille") + "\u2030 " + ramp),
            publication.getString("hash").substring(0, SHOWN_OF_HASH),
            publication.getString("who"),
            publication.getString("why"));
  }
}
