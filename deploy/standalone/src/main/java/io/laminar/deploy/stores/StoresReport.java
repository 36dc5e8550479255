package io.laminar.deploy.stores;

import io.laminar.migration.engine.Engine;
import io.laminar.migration.store.Capabilities;
import io.laminar.migration.store.Capabilities.Feature;
import io.laminar.migration.store.Capabilities.Kind;
import io.laminar.migration.store.Capabilities.Support;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What engines declare, for people and for programs. */
final class StoresReport {

  private static final String FEATURE = "%-16s";
  private static final String KIND = "  %-10s";

  private StoresReport() {}

  /** One table of all, then how each feature is had. */
  static String text(List<Engine> engines) {
    List<String> lines = new ArrayList<>();
    lines.add(row("", engines.stream().map(StoresReport::word).toList()));
    for (Feature feature : Feature.values()) {
      lines.add(
          row(
              word(feature),
              engines.stream().map(e -> word(e.capabilities().of(feature).kind())).toList()));
    }
    lines.add(row("key", engines.stream().map(e -> size(e.capabilities().maxKeyBytes())).toList()));
    lines.add(
        row("value", engines.stream().map(e -> size(e.capabilities().maxValueBytes())).toList()));
    engines.forEach(engine -> lines.addAll(details(engine)));
    return String.join(System.lineSeparator(), lines);
  }

  /** The same, with sizes in bytes. */
  static JsonObject json(List<Engine> engines) {
    var all = new JsonArray();
    for (Engine engine : engines) {
      Capabilities capabilities = engine.capabilities();
      var features = new JsonObject();
      for (Feature feature : Feature.values()) {
        Support support = capabilities.of(feature);
        features.put(
            word(feature),
            new JsonObject().put("kind", word(support.kind())).put("how", support.how()));
      }
      all.add(
          new JsonObject()
              .put("name", word(engine))
              .put("engine", capabilities.engine())
              .put("schemes", new JsonArray(engine.schemes()))
              .put("maxKeyBytes", capabilities.maxKeyBytes())
              .put("maxValueBytes", capabilities.maxValueBytes())
              .put("features", features));
    }
    return new JsonObject().put("engines", all);
  }

  private static List<String> details(Engine engine) {
    Capabilities capabilities = engine.capabilities();
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(capabilities.engine() + " (" + String.join(", ", engine.schemes()) + ")");
    lines.addAll(
        Arrays.stream(Feature.values())
            .map(feature -> detail(feature, capabilities.of(feature)))
            .toList());
    return lines;
  }

  private static String detail(Feature feature, Support support) {
    String kind = support.kind() == Kind.FAKED ? "faked: " : "";
    String none = support.kind() == Kind.NONE ? "none: " : kind;
    return String.format(Locale.ROOT, "  " + FEATURE + "%s", word(feature), none + support.how());
  }

  private static String row(String head, List<String> cells) {
    return String.format(Locale.ROOT, FEATURE, head)
        + cells.stream()
            .map(cell -> String.format(Locale.ROOT, KIND, cell))
            .collect(Collectors.joining())
            .stripTrailing();
  }

  private static String size(int bytes) {
    int mebi = 1024 * 1024;
    if (bytes >= mebi) {
      return String.format(Locale.ROOT, "%.0f MiB", (double) bytes / mebi);
    }
    return bytes >= 1024
        ? String.format(Locale.ROOT, "%.0f KiB", Math.floor(bytes / 1024.0))
        : bytes + " B";
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
