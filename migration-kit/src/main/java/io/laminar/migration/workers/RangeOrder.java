package io.laminar.migration.workers;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * What a worker is told to copy.
 *
 * @param copy the copy's name
 * @param run which run of it; orders of an earlier run are obsolete
 * @param plan hash of the plan that it belongs to
 * @param index number of the range
 * @param range as the old store named it
 * @param floor the version that entries of unknown age are given
 * @param expected how many entries it was estimated to hold
 */
record RangeOrder(
    String copy, long run, String plan, int index, String range, long floor, long expected) {

  Buffer toBuffer() {
    return new JsonObject()
        .put("copy", copy)
        .put("run", run)
        .put("plan", plan)
        .put("index", index)
        .put("range", range)
        .put("floor", floor)
        .put("expected", expected)
        .toBuffer();
  }

  /**
   * Reads what {@link #toBuffer} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no order
   */
  static RangeOrder from(Buffer bytes) {
    try {
      var json = new JsonObject(bytes);
      return new RangeOrder(
          json.getString("copy"),
          json.getLong("run"),
          json.getString("plan"),
          json.getInteger("index"),
          json.getString("range"),
          json.getLong("floor"),
          json.getLong("expected"));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not an order to copy a range: " + bytes, e);
    }
  }

  @Override
  public String toString() {
    return "range " + index + " of " + copy;
  }
}
