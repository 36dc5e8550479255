package io.laminar.migration.workers;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * What holds for all workers of a copy now; renewed all the time while somebody leads it.
 *
 * @param run which run of the copy is under way
 * @param held true while nobody is to copy
 * @param perSecond entries a second for each partition of the topic in which ranges are left; 0 =
 *     unlimited. A partition belongs to one worker, so the sum holds however many workers there are
 */
record Orders(long run, boolean held, int perSecond) {

  /** The same for nobody. */
  Orders hold() {
    return new Orders(run, true, perSecond);
  }

  Buffer toBuffer() {
    return new JsonObject()
        .put("run", run)
        .put("held", held)
        .put("perSecond", perSecond)
        .toBuffer();
  }

  /**
   * Reads what {@link #toBuffer} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no orders
   */
  static Orders from(Buffer bytes) {
    try {
      var json = new JsonObject(bytes);
      return new Orders(json.getLong("run"), json.getBoolean("held"), json.getInteger("perSecond"));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not the orders of a copy: " + bytes, e);
    }
  }
}
