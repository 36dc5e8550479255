package io.laminar.migration.control;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The body of a command, read field by field; everything that is wrong is told at once. One use.
 */
final class Fields {

  private final JsonObject body;
  private final Set<String> known = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  private Fields(JsonObject body) {
    this.body = body;
  }

  /**
   * Takes a body apart; an empty one has no fields.
   *
   * @throws IllegalArgumentException if it is no JSON object
   */
  static Fields of(Buffer bytes) {
    try {
      return new Fields(bytes.length() == 0 ? new JsonObject() : new JsonObject(bytes));
    } catch (DecodeException | ClassCastException e) {
      throw new IllegalArgumentException("the body must be a JSON object", e);
    }
  }

  boolean has(String name) {
    known.add(name);
    return body.containsKey(name);
  }

  /** A text that must be there. */
  String text(String name) {
    if (has(name) && body.getValue(name) instanceof String text) {
      return text;
    }
    problems.add(name + " must be a text, was " + body.getValue(name) + "; give it as JSON");
    return "";
  }

  /** A flag that is false if it is not there. */
  boolean flag(String name) {
    if (!has(name)) {
      return false;
    }
    if (body.getValue(name) instanceof Boolean flag) {
      return flag;
    }
    problems.add(name + " must be true or false, was " + body.getValue(name));
    return false;
  }

  /** A whole number that must be there. */
  int whole(String name, int least, int most) {
    has(name);
    if (body.getValue(name) instanceof Integer number && number >= least && number <= most) {
      return number;
    }
    problems.add(
        "%s must be a whole number, %d..%d, was %s"
            .formatted(name, least, most, body.getValue(name)));
    return least;
  }

  /** The same, but it may be missing. */
  Optional<Integer> wholeIfAny(String name, int least, int most) {
    return has(name) ? Optional.of(whole(name, least, most)) : Optional.empty();
  }

  /**
   * A text in a notation of its own; may be missing.
   *
   * @param read refuses with {@link IllegalArgumentException}
   * @param such as an example
   */
  <T> Optional<T> readIfAny(String name, Function<String, T> read, String such) {
    if (!has(name)) {
      return Optional.empty();
    }
    Object value = body.getValue(name);
    try {
      if (value instanceof String text) {
        return Optional.of(read.apply(text));
      }
      problems.add("%s must be a text such as %s, was %s".formatted(name, such, value));
    } catch (IllegalArgumentException e) {
      problems.add(
          "%s must be a text such as %s, was \"%s\": %s"
              .formatted(name, such, value, e.getMessage()));
    }
    return Optional.empty();
  }

  void refuse(String problem) {
    problems.add(problem);
  }

  /**
   * Ends the reading.
   *
   * @throws IllegalArgumentException with everything that was wrong, also of fields that nobody
   *     asked for
   */
  void close() {
    for (String name : new TreeSet<>(body.fieldNames())) {
      if (!known.contains(name)) {
        problems.add("there is no field " + name + "; there are " + new TreeSet<>(known));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /** For a log. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (String name : new TreeSet<>(body.fieldNames())) {
      text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(body.getValue(name));
    }
    return text.toString();
  }
}
