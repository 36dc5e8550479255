package io.laminar.bidder.campaign;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads the members of one map; notes each problem with line, owner, member and what is allowed,
 * and goes on with a harmless value, since with a problem nothing is used.
 */
final class Members {

  private static final int MICROS = 1_000_000;

  private final String source;
  private final String owner;
  private final int line;
  private final Map<String, YamlTree> members;
  private final List<String> problems;
  private final Set<String> asked = new LinkedHashSet<>();

  /**
   * Members of a node.
   *
   * @param owner how problems call it
   */
  Members(String source, String owner, YamlTree node, List<String> problems) {
    this.source = source;
    this.owner = owner;
    this.line = node.line();
    this.problems = problems;
    if (node.members() == null) {
      problem(line, "must be a map");
    }
    this.members = node.members() == null ? Map.of() : node.members();
  }

  /** True if the member is there and not null. */
  boolean has(String key) {
    YamlTree node = members.get(key);
    return node != null && (node.text() != null || node.items() != null || node.members() != null);
  }

  /** A text that must be there. */
  String text(String key, Predicate<String> isAllowed, String allowed) {
    YamlTree node = required(key, allowed);
    if (node == null) {
      return "";
    }
    if (node.text() == null || !isAllowed.test(node.text())) {
      problem(node.line(), key + " must be " + allowed + was(node));
      return "";
    }
    return node.text();
  }

  String text(String key, Pattern pattern, String allowed) {
    return text(key, text -> pattern.matcher(text).matches(), allowed);
  }

  /** A text; the default if it is not there. */
  String textOr(String key, Predicate<String> isAllowed, String allowed, String whenAbsent) {
    asked.add(key);
    return has(key) ? text(key, isAllowed, allowed) : whenAbsent;
  }

  String textOr(String key, Pattern pattern, String allowed, String whenAbsent) {
    return textOr(key, text -> pattern.matcher(text).matches(), allowed, whenAbsent);
  }

  /** Whatever the member is; null if it is not there. */
  YamlTree node(String key) {
    asked.add(key);
    return has(key) ? members.get(key) : null;
  }

  /** Notes that these members may be there. */
  void allow(String... keys) {
    asked.addAll(List.of(keys));
  }

  /** True or false; the default if it is not there. */
  boolean flag(String key, boolean whenAbsent) {
    asked.add(key);
    return has(key)
        ? text(key, text -> text.equals("true") || text.equals("false"), "true or false")
            .equals("true")
        : whenAbsent;
  }

  /** A whole number that must be there. */
  int integer(String key, int min, int max) {
    String text =
        text(key, value -> isInteger(value, min, max), "a whole number in " + min + ".." + max);
    return text.isEmpty() ? min : Integer.parseInt(text);
  }

  private static boolean isInteger(String text, int min, int max) {
    return text.matches("-?\\d{1,9}")
        && Integer.parseInt(text) >= min
        && Integer.parseInt(text) <= max;
  }

  /** A decimal number that must be there, in millionths. */
  long micros(String key, String min, String max) {
    return micros(required(key, allowedDecimal(min, max)), key, min, max);
  }

  private long micros(YamlTree node, String key, String min, String max) {
    if (node == null) {
      return 0;
    }
    if (node.text() != null && node.text().matches("\\d{1,9}(\\.\\d{1,6})?")) {
      var value = new BigDecimal(node.text());
      if (value.compareTo(new BigDecimal(min)) >= 0 && value.compareTo(new BigDecimal(max)) <= 0) {
        return value.multiply(BigDecimal.valueOf(MICROS)).longValueExact();
      }
    }
    problem(node.line(), key + " must be " + allowedDecimal(min, max) + was(node));
    return 0;
  }

  /** A decimal number that must be there and may be negative, in millionths. */
  long signedMicros(String key, int min, int max) {
    String allowed = allowedDecimal(Integer.toString(min), Integer.toString(max));
    YamlTree node = required(key, allowed);
    if (node == null) {
      return 0;
    }
    if (node.text() != null && node.text().matches("-?\\d{1,3}(\\.\\d{1,6})?")) {
      var value = new BigDecimal(node.text());
      if (value.compareTo(BigDecimal.valueOf(min)) >= 0
          && value.compareTo(BigDecimal.valueOf(max)) <= 0) {
        return value.multiply(BigDecimal.valueOf(MICROS)).longValueExact();
      }
    }
    problem(node.line(), key + " must be " + allowed + was(node));
    return 0;
  }

  private static String allowedDecimal(String min, String max) {
    return "a number in " + min + ".." + max + " with up to six decimals";
  }

  /** A list of texts; empty if it is not there. */
  List<String> texts(String key, Predicate<String> isAllowed, String allowed) {
    List<String> texts = new ArrayList<>();
    for (YamlTree item : items(key)) {
      if (item.text() == null || !isAllowed.test(item.text())) {
        problem(item.line(), key + " must hold only " + allowed + was(item));
      } else if (texts.contains(item.text())) {
        problem(item.line(), key + " holds \"" + item.text() + "\" twice");
      } else {
        texts.add(item.text());
      }
    }
    return texts;
  }

  /** A list; empty if it is not there. */
  List<YamlTree> items(String key) {
    asked.add(key);
    if (!has(key)) {
      return List.of();
    }
    YamlTree node = members.get(key);
    if (node.items() == null) {
      problem(node.line(), key + " must be a list" + was(node));
      return List.of();
    }
    return node.items();
  }

  /** Names with decimal numbers, in millionths; empty if it is not there. */
  void eachMicros(String key, Pattern names, String min, String max, EachMicros each) {
    for (Map.Entry<String, YamlTree> entry : map(key).entrySet()) {
      if (!names.matcher(entry.getKey()).matches()) {
        problem(
            entry.getValue().line(),
            key + " must have names like " + names + ", not " + entry.getKey());
      }
      each.take(entry.getKey(), micros(entry.getValue(), key + "." + entry.getKey(), min, max));
    }
  }

  /** Takes one name and its number. */
  interface EachMicros {
    void take(String name, long micros);
  }

  /** A map; empty if it is not there. */
  Map<String, YamlTree> map(String key) {
    asked.add(key);
    if (!has(key)) {
      return Map.of();
    }
    YamlTree node = members.get(key);
    if (node.members() == null) {
      problem(node.line(), key + " must be a map" + was(node));
      return Map.of();
    }
    return node.members();
  }

  private YamlTree required(String key, String allowed) {
    asked.add(key);
    if (!has(key)) {
      problem(line, key + " is missing; it must be " + allowed);
      return null;
    }
    return members.get(key);
  }

  /** Notes every member that nobody asked for. */
  void refuseOthers() {
    members.forEach(
        (key, node) -> {
          if (!asked.contains(key)) {
            problem(node.line(), key + " is unknown; known are " + String.join(", ", asked));
          }
        });
  }

  /** Notes a problem of the owner as a whole. */
  void problem(String text) {
    problem(line, text);
  }

  /** Notes a problem of a member that is there. */
  void problemAt(String key, String text) {
    problem(members.containsKey(key) ? members.get(key).line() : line, key + " " + text);
  }

  /** Notes a problem of one item. */
  void problemOf(YamlTree item, String text) {
    problem(item.line(), text + was(item));
  }

  private void problem(int at, String text) {
    problems.add(source + ":" + at + ": " + owner + ": " + text);
  }

  private static String was(YamlTree node) {
    if (node.text() == null) {
      return node.items() != null ? ", was a list" : node.members() != null ? ", was a map" : "";
    }
    String text = node.text();
    return ", was \"" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + '"';
  }
}
