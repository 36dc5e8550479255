package io.laminar.migration.control;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What the admin API answers.
 *
 * @param location where to ask instead; empty if here
 */
record Answer(int status, Buffer body, String location) {

  Answer(int status, Buffer body) {
    this(status, body, "");
  }

  static Answer ok(Buffer body) {
    return new Answer(200, body);
  }

  /** What a command would do. */
  static Answer way(List<String> lines) {
    return ok(new JsonObject().put("way", new JsonArray(lines)).toBuffer());
  }

  static Answer problem(int status, String message) {
    return new Answer(status, new JsonObject().put("error", message).toBuffer());
  }

  /** Everything that is wrong with what was sent. */
  static Answer problems(List<String> problems) {
    return new Answer(
        400,
        new JsonObject()
            .put("error", String.join("; ", problems))
            .put("problems", new JsonArray(problems))
            .toBuffer());
  }

  static Answer moved(String location) {
    return new Answer(
        307, problem(307, "another member moves this migration: ask " + location).body(), location);
  }
}
