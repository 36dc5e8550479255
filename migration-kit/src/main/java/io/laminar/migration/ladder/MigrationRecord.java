package io.laminar.migration.ladder;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * Where a migration stands, as it is written down before each step is taken. A process that begins
 * again goes on from here: the step it names is the one that was in force or its neighbour.
 *
 * @param name the migration's name, a legal key
 * @param floor the version that values of unknown age get in the new store: drawn before the first
 *     live write reached it; 0 before S1
 * @param backSince the old store may lack writes from this version on; 0 = it lacks none
 */
record MigrationRecord(String name, Step step, long floor, long backSince) {

  static MigrationRecord begin(String name) {
    return new MigrationRecord(name, Step.S0, 0, 0);
  }

  MigrationRecord at(Step next) {
    return new MigrationRecord(name, next, floor, backSince);
  }

  MigrationRecord withFloor(long version) {
    return new MigrationRecord(name, step, version, backSince);
  }

  MigrationRecord withBackSince(long version) {
    return new MigrationRecord(name, step, floor, version);
  }

  Buffer toBuffer() {
    return new JsonObject()
        .put("name", name)
        .put("step", step.name())
        .put("floor", floor)
        .put("backSince", backSince)
        .toBuffer();
  }

  /**
   * @throws IllegalArgumentException if the bytes are not a record
   */
  static MigrationRecord from(Buffer bytes) {
    try {
      var json = new JsonObject(bytes);
      return new MigrationRecord(
          json.getString("name"),
          Step.parse(json.getString("step")),
          json.getLong("floor"),
          json.getLong("backSince"));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not the record of a migration: " + bytes, e);
    }
  }
}
