package io.laminar.migration.workers;

import io.laminar.migration.verify.Difference;
import io.laminar.migration.verify.VerifyReport;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where the comparison of one range stands.
 *
 * @param cursor where whoever takes the range over goes on: empty = from its start
 * @param finished true if there is nothing left to do
 * @param covered entries before the cursor
 * @param handled entries handled so far, those that would be handled again included
 * @param found before the cursor
 * @param digests key under which the digests up to the cursor lie; empty if there are none
 * @param written keys under which digests may lie, also of those who had the range before
 */
record CompareCheckpoint(
    String cursor,
    boolean finished,
    long covered,
    long handled,
    VerifyReport found,
    String digests,
    List<String> written) {

  static final CompareCheckpoint START =
      new CompareCheckpoint("", false, 0, 0, VerifyReport.nothing(), "", List.of());

  CompareCheckpoint {
    written = List.copyOf(written);
  }

  /** The same, claimed by somebody who may write digests under these keys as well. */
  CompareCheckpoint writing(List<String> keys) {
    List<String> all = new ArrayList<>(written);
    all.addAll(keys);
    return new CompareCheckpoint(cursor, finished, covered, covered, found, digests, all);
  }

  /** More was handled, of which nothing is sure yet. */
  CompareCheckpoint after(long entries) {
    return new CompareCheckpoint(
        cursor, finished, covered, handled + entries, found, digests, written);
  }

  /** Everything that was handled is sure. */
  CompareCheckpoint upTo(Cursor next, VerifyReport nowFound, String nowDigests) {
    return new CompareCheckpoint(
        next.text(), next.isEnd(), handled, handled, nowFound, nowDigests, written);
  }

  /** Where a page ended. */
  record Cursor(String text, boolean isEnd) {}

  Buffer toBuffer() {
    var counts = new JsonObject();
    found.countByDifference().forEach((kind, count) -> counts.put(kind.name(), count));
    return new JsonObject()
        .put("cursor", cursor)
        .put("finished", finished)
        .put("covered", covered)
        .put("handled", handled)
        .put("compared", found.compared())
        .put("suspected", found.suspected())
        .put("differences", counts)
        .put("repaired", found.repaired())
        .put("examples", new JsonArray(found.examples()))
        .put("digests", digests)
        .put("written", new JsonArray(written))
        .toBuffer();
  }

  /**
   * Reads what {@link #toBuffer} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no such checkpoint
   */
  static CompareCheckpoint from(Buffer bytes) {
    try {
      var json = new JsonObject(bytes);
      return new CompareCheckpoint(
          json.getString("cursor"),
          json.getBoolean("finished"),
          json.getLong("covered"),
          json.getLong("handled"),
          reportOf(json),
          json.getString("digests"),
          textsOf(json.getJsonArray("written")));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not the checkpoint of a comparison: " + bytes, e);
    }
  }

  private static VerifyReport reportOf(JsonObject json) {
    Map<Difference, Long> counts = new EnumMap<>(Difference.class);
    JsonObject differences = json.getJsonObject("differences");
    differences
        .fieldNames()
        .forEach(kind -> counts.put(Difference.valueOf(kind), differences.getLong(kind)));
    return new VerifyReport(
        json.getLong("compared"),
        json.getLong("suspected"),
        counts,
        json.getLong("repaired"),
        textsOf(json.getJsonArray("examples")));
  }

  private static List<String> textsOf(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }
}
