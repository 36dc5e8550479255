package io.laminar.migration.control;

import io.laminar.migration.fleet.Head;
import io.laminar.migration.fleet.Publication;
import io.laminar.migration.ladder.Crew.Findings;
import io.laminar.migration.ladder.MigrationRecord;
import io.laminar.migration.route.SideWeather;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a migration's record is laid into what a fleet publishes: what members do is the document,
 * how far jobs are, and whether it is held, is the note beside it.
 */
final class Documents {

  private static final List<String> NOTED =
      List.of("floor", "backSince", "onSince", "lead", "held");
  private static final String DIVERGENT = "divergent";
  private static final String COMPARED = "compared";
  private static final String LOST_MARKS = "lostMarks";
  private static final String STORES = "stores";

  private Documents() {}

  /** What members do. */
  static String document(MigrationRecord record) {
    var json = new JsonObject(record.toBuffer());
    NOTED.forEach(json::remove);
    return json.encode();
  }

  /** How far jobs are. */
  static String note(MigrationRecord record) {
    var all = new JsonObject(record.toBuffer());
    var note = new JsonObject();
    NOTED.forEach(name -> note.put(name, all.getValue(name)));
    return note.encode();
  }

  /**
   * Puts both together.
   *
   * @throws IllegalArgumentException if they are no record
   */
  static MigrationRecord record(Head head) {
    return record(head.publication(), head.note().isEmpty() ? "{}" : head.note());
  }

  /** The same without what is noted beside it: how far jobs are is not known then. */
  static MigrationRecord record(Publication publication) {
    return record(publication, new JsonObject().put("floor", 0).put("backSince", 0).encode());
  }

  private static MigrationRecord record(Publication publication, String note) {
    return MigrationRecord.from(
        Buffer.buffer(
            new JsonObject(publication.document()).mergeIn(new JsonObject(note)).encode()));
  }

  /** What a member's report says of what it found. */
  static Findings findings(JsonObject report) {
    return new Findings(
        report.getLong(COMPARED, 0L),
        report.getLong(DIVERGENT, 0L),
        report.getLong(LOST_MARKS, 0L));
  }

  /** How a member's report says that the stores do. */
  static Stream<SideWeather> weather(JsonObject report) {
    return report.getJsonArray(STORES, new JsonArray()).stream()
        .map(each -> SideWeather.from((JsonObject) each));
  }

  /** A member's report. */
  static JsonObject report(Findings findings, List<SideWeather> weather) {
    return report(findings)
        .put(STORES, new JsonArray(weather.stream().map(SideWeather::toJson).toList()));
  }

  /** The part of it that tells what the member found. */
  static JsonObject report(Findings findings) {
    return new JsonObject()
        .put(COMPARED, findings.compared())
        .put(DIVERGENT, findings.divergent())
        .put(LOST_MARKS, findings.lostMarks());
  }
}
