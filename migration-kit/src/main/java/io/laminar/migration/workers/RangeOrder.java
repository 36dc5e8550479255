package io.laminar.migration.workers;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * What a worker is told to do.
 *
 * @param job name of the copy, or of the comparison
 * @param run which run of it; orders of an earlier run are obsolete
 * @param plan hash of the plan that it belongs to
 * @param index number of the range
 * @param range as its store named it
 */
record RangeOrder(String job, long run, String plan, int index, String range, Task task) {

  Buffer toBuffer() {
    return new JsonObject()
        .put("job", job)
        .put("run", run)
        .put("plan", plan)
        .put("index", index)
        .put("range", range)
        .put("task", task.toJson())
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
          json.getString("job"),
          json.getLong("run"),
          json.getString("plan"),
          json.getInteger("index"),
          json.getString("range"),
          Task.from(json.getJsonObject("task")));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not an order to do something with a range: " + bytes, e);
    }
  }

  @Override
  public String toString() {
    return task.verb() + " range " + index + " of " + job;
  }
}
