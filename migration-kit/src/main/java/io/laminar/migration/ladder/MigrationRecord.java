package io.laminar.migration.ladder;

import io.laminar.migration.route.Side;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * Where a migration stands, as it is written down before each step is taken. A process that begins
 * again goes on from here: the step it names is the one that was in force or its neighbour.
 *
 * @param name the migration's name, a legal key
 * @param step the step's name
 * @param rampTo the neighbour that some keys are in already; empty if none
 * @param perMille how many in a thousand keys those are
 * @param floor the version that values of unknown age get in the new store: drawn before the first
 *     live write reached it; 0 before the migration first began
 * @param backSince the old store may lack writes from this version on; 0 = it lacks none
 * @param onSince the new store may lack writes from this version on, beside what the copy brings; 0
 *     = it lacks none
 * @param lead the store that is right where the two differ
 * @param cut the date that a timed rollover was turned back at; empty if it was not
 * @param plan the plan in force, as JSON; empty if the settings of the process are
 * @param held why the migration must not go on until somebody says so; empty if it may
 */
public record MigrationRecord(
    String name,
    String step,
    String rampTo,
    int perMille,
    long floor,
    long backSince,
    long onSince,
    Side lead,
    String cut,
    String plan,
    String held) {

  /** The old store alone, and nothing was ever copied. */
  public static MigrationRecord begin(String name) {
    return new MigrationRecord(name, "S0", "", 0, 0, 0, 0, Side.OLD, "", "", "");
  }

  MigrationRecord at(String next) {
    return new MigrationRecord(name, next, "", 0, floor, backSince, onSince, lead, cut, plan, held);
  }

  MigrationRecord ramped(String neighbour, int keysPerMille) {
    return new MigrationRecord(
        name, step, neighbour, keysPerMille, floor, backSince, onSince, lead, cut, plan, held);
  }

  MigrationRecord withFloor(long version) {
    return new MigrationRecord(
        name, step, rampTo, perMille, version, backSince, onSince, lead, cut, plan, held);
  }

  MigrationRecord withBackSince(long version) {
    return new MigrationRecord(
        name, step, rampTo, perMille, floor, version, onSince, lead, cut, plan, held);
  }

  MigrationRecord withOnSince(long version) {
    return new MigrationRecord(
        name, step, rampTo, perMille, floor, backSince, version, lead, cut, plan, held);
  }

  MigrationRecord ledBy(Side side) {
    return new MigrationRecord(
        name, step, rampTo, perMille, floor, backSince, onSince, side, cut, plan, held);
  }

  MigrationRecord withCut(String date) {
    return new MigrationRecord(
        name, step, rampTo, perMille, floor, backSince, onSince, lead, date, plan, held);
  }

  MigrationRecord withPlan(String json) {
    return new MigrationRecord(
        name, step, rampTo, perMille, floor, backSince, onSince, lead, cut, json, held);
  }

  MigrationRecord withHeld(String why) {
    return new MigrationRecord(
        name, step, rampTo, perMille, floor, backSince, onSince, lead, cut, plan, why);
  }

  /** For a store. */
  public Buffer toBuffer() {
    return new JsonObject()
        .put("name", name)
        .put("step", step)
        .put("rampTo", rampTo)
        .put("perMille", perMille)
        .put("floor", floor)
        .put("backSince", backSince)
        .put("onSince", onSince)
        .put("lead", lead.name())
        .put("cut", cut)
        .put("plan", plan)
        .put("held", held)
        .toBuffer();
  }

  /**
   * Reads what {@link #toBuffer} wrote, or an earlier build.
   *
   * @throws IllegalArgumentException if the bytes are not a record
   */
  public static MigrationRecord from(Buffer bytes) {
    try {
      var json = new JsonObject(bytes);
      String step = json.getString("step");
      // earlier builds knew dual write alone, which reads new from S5 on
      String lead = step.compareTo("S5") < 0 ? Side.OLD.name() : Side.NEW.name();
      return new MigrationRecord(
          json.getString("name"),
          step,
          json.getString("rampTo", ""),
          json.getInteger("perMille", 0),
          json.getLong("floor"),
          json.getLong("backSince"),
          json.getLong("onSince", 0L),
          Side.valueOf(json.getString("lead", lead)),
          json.getString("cut", ""),
          json.getString("plan", ""),
          json.getString("held", ""));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not the record of a migration: " + bytes, e);
    }
  }
}
