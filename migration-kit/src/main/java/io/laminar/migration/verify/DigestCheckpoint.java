package io.laminar.migration.verify;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How far a store is summed up; durable beside the data.
 *
 * @param plan what decides which keys are compared
 * @param began a version from before anything was summed up
 * @param ranges as the store named them
 * @param cursors per range where to go on: empty = from its start, {@code null} = finished
 * @param live entries counted so far
 * @param digests of them, as bytes
 */
record DigestCheckpoint(
    String plan, long began, List<String> ranges, List<String> cursors, long live, Buffer digests) {

  DigestCheckpoint {
    ranges = List.copyOf(ranges);
    cursors = Collections.unmodifiableList(new ArrayList<>(cursors)); // holds nulls
  }

  /** The length of the head, the head as JSON, the digests. */
  Buffer toBuffer() {
    Buffer head =
        new JsonObject()
            .put("plan", plan)
            .put("began", began)
            .put("ranges", new JsonArray(ranges))
            .put("cursors", new JsonArray(cursors))
            .put("live", live)
            .toBuffer();
    return Buffer.buffer().appendInt(head.length()).appendBuffer(head).appendBuffer(digests);
  }

  /**
   * Reads what {@link #toBuffer} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no such checkpoint
   */
  static DigestCheckpoint from(Buffer bytes) {
    try {
      int digestsAt = Integer.BYTES + bytes.getInt(0);
      var head = new JsonObject(bytes.getBuffer(Integer.BYTES, digestsAt));
      return new DigestCheckpoint(
          head.getString("plan"),
          head.getLong("began"),
          textsOf(head.getJsonArray("ranges")),
          textsOf(head.getJsonArray("cursors")),
          head.getLong("live"),
          bytes.getBuffer(digestsAt, bytes.length()));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not the checkpoint of a comparison", e);
    }
  }

  private static List<String> textsOf(JsonArray array) {
    List<String> texts = new ArrayList<>(array.size());
    array.forEach(text -> texts.add((String) text));
    return texts;
  }
}
