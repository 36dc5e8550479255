package io.laminar.deploy.migrate;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The log of a migration, for people. */
final class LogText {

  private static final int SHOWN_OF_HASH = 12;

  private LogText() {}

  /** A line for each publication, and whether the chain holds. */
  static String of(JsonObject log) {
    List<String> lines = new ArrayList<>();
    for (Object each : log.getJsonArray("publications")) {
      lines.add(line((JsonObject) each));
    }
    String broken = log.getString("broken");
    lines.add(
        broken.isEmpty()
            ? log.getLong("verified") + " publications, the chain of their hashes is whole"
            : "BROKEN after " + log.getLong("verified") + " publications: " + broken);
    return String.join(System.lineSeparator(), lines);
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
