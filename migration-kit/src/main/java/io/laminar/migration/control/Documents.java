package io.laminar.migration.control;

import io.laminar.migration.fleet.Head;
import io.laminar.migration.ladder.Crew.Findings;
import io.laminar.migration.ladder.Crew.Live;
import io.laminar.migration.ladder.MigrationRecord;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * How a migration's record is laid into what a fleet publishes: what members do is the document,
 * how far jobs are is the note beside it.
 */
final class Documents {

  private static final List<String> NOTED = List.of("floor", "backSince", "onSince", "lead");
  private static final String DIVERGENT = "divergent";
  private static final String COMPARED = "compared";
  private static final String LOST_MARKS = "lostMarks";
  private static final String LIVE_P99 = "liveP99Micros";
  private static final String TROUBLE = "trouble";

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
    String note = head.note().isEmpty() ? "{}" : head.note();
    return MigrationRecord.from(
        Buffer.buffer(
            new JsonObject(head.publication().document()).mergeIn(new JsonObject(note)).encode()));
  }

  /** What a member's report says of what it found. */
  static Findings findings(JsonObject report) {
    return new Findings(
        report.getLong(COMPARED, 0L),
        report.getLong(DIVERGENT, 0L),
        report.getLong(LOST_MARKS, 0L));
  }

  /** What a member's report says of live traffic. */
  static Live live(JsonObject report) {
    return new Live(report.getLong(LIVE_P99, 0L), report.getString(TROUBLE, ""));
  }

  /** A member's report. */
  static JsonObject report(Findings findings, Live live) {
    return report(findings).put(LIVE_P99, live.p99Micros()).put(TROUBLE, live.trouble());
  }

  /** The part of it that tells what the member found. */
  static JsonObject report(Findings findings) {
    return new JsonObject()
        .put(COMPARED, findings.compared())
        .put(DIVERGENT, findings.divergent())
        .put(LOST_MARKS, findings.lostMarks());
  }
}
