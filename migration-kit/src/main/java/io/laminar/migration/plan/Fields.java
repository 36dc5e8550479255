package io.laminar.migration.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.laminar.migration.config.ConfigurationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads fields of a document and keeps every problem. One document each. */
final class Fields {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private final List<String> problems = new ArrayList<>();

  void add(String path, String problem) {
    problems.add(path + " " + problem);
  }

  void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  /** Every other field is a problem: it would be ignored otherwise. */
  void allow(JsonNode node, String path, Set<String> names) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!names.contains(name)) {
                add(path(path, name), "is unknown; there are " + new TreeSet<>(names));
              }
            });
  }

  /**
   * A text.
   *
   * @param otherwise if it is not given; {@code null} if it must be
   */
  String text(JsonNode node, String path, String name, String otherwise) {
    JsonNode value = node.path(name);
    if (value.isMissingNode()) {
      if (otherwise == null) {
        add(path(path, name), "is missing");
      }
      return otherwise;
    }
    if (!value.isValueNode() || value.asText().isEmpty() && otherwise == null) {
      add(path(path, name), "must be a text, was " + value);
      return otherwise;
    }
    return value.asText();
  }

  int number(JsonNode node, String path, String name, int otherwise, int least, int most) {
    JsonNode value = node.path(name);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
      add(path(path, name), "must be a whole number, " + least + ".." + most + ", was " + value);
      return otherwise;
    }
    return value.intValue();
  }

  Duration duration(JsonNode node, String path, String name, Duration otherwise, Duration most) {
    JsonNode value = node.path(name);
    if (value.isMissingNode()) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(value.asText());
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      Duration duration =
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          };
      if (duration.compareTo(most) <= 0) {
        return duration;
      }
    }
    add(
        path(path, name),
        "must be a time such as 500ms, 5s, 2m, 1h or 1d, at most "
            + most.toSeconds()
            + "s, was "
            + value);
    return otherwise;
  }

  static String path(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
