package io.laminar.migration.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.selector.Selector.DateInKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads which keys a plan is about; problems are kept by {@link Fields}. */
final class SelectorReader {

  private static final int MAX_DEPTH = 8;

  /** The linter tries every answer of all of them: 2 to their number. */
  private static final int MAX_CONDITIONS = 12;

  private final Fields problems;
  private int conditions;

  SelectorReader(Fields problems) {
    this.problems = problems;
  }

  /** {@code all}, or one of perMille, prefix, date, and, or, not with what belongs to it. */
  Selector read(JsonNode node, String path) {
    Selector selector = read(node, path, 0);
    if (conditions > MAX_CONDITIONS) {
      problems.add(
          path,
          "may have at most "
              + MAX_CONDITIONS
              + " of perMille, prefix and date, has "
              + conditions
              + ": the linter tries every combination of them");
      return Selector.ALL;
    }
    return selector;
  }

  private Selector read(JsonNode node, String path, int depth) {
    if (node.isTextual() && node.asText().equals("all")) {
      return Selector.ALL;
    }
    if (!node.isObject() || node.size() != 1 || depth > MAX_DEPTH) {
      problems.add(
          path,
          "must be all, or one of perMille, prefix, date, and, or, not, at most "
              + MAX_DEPTH
              + " deep; was "
              + node);
      return Selector.ALL;
    }
    String kind = node.fieldNames().next();
    JsonNode value = node.get(kind);
    String here = Fields.path(path, kind);
    return switch (kind) {
      case "perMille" -> condition(perMille(value, here));
      case "prefix" -> condition(legal(here, () -> new Selector.Prefix(value.asText())));
      case "date" -> condition(orAll(date(value, here)));
      case "and" -> new Selector.And(parts(value, here, depth));
      case "or" -> new Selector.Or(parts(value, here, depth));
      case "not" -> new Selector.Not(read(value, here, depth + 1));
      default -> {
        problems.add(here, "is unknown; there are perMille, prefix, date, and, or, not");
        yield Selector.ALL;
      }
    };
  }

  private Selector condition(Selector read) {
    conditions++;
    return read;
  }

  private Selector perMille(JsonNode node, String path) {
    problems.allow(node, path, Set.of("salt", "of"));
    String salt = problems.text(node, path, "salt", "laminar");
    return new Selector.PerMille(salt, problems.number(node, path, "of", 0, 0, 1_000));
  }

  /** Keys by the date they hold; {@code null} if it is wrong. */
  DateInKey date(JsonNode node, String path) {
    problems.allow(node, path, Set.of("after", "from", "until"));
    String after = problems.text(node, path, "after", "");
    String from = problems.text(node, path, "from", null);
    String until = problems.text(node, path, "until", "");
    if (from == null) {
      return null;
    }
    Selector date = legal(path, () -> new DateInKey(after, from, until));
    return date instanceof DateInKey legal ? legal : null;
  }

  private List<Selector> parts(JsonNode node, String path, int depth) {
    List<Selector> parts = new ArrayList<>();
    if (!node.isArray() || node.isEmpty()) {
      problems.add(path, "must be a list of selectors, was " + node);
    }
    for (int i = 0; i < node.size(); i++) {
      parts.add(read(node.get(i), path + "[" + i + "]", depth + 1));
    }
    return parts;
  }

  private interface Maker {
    Selector make();
  }

  private Selector legal(String path, Maker maker) {
    try {
      return maker.make();
    } catch (IllegalArgumentException e) {
      problems.add(path, e.getMessage());
      return Selector.ALL;
    }
  }

  private static Selector orAll(Selector selector) {
    return selector == null ? Selector.ALL : selector;
  }
}
