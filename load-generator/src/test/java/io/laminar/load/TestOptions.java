package io.laminar.load;

import io.laminar.migration.config.Configuration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Options as they come from flags. */
final class TestOptions {

  private TestOptions() {}

  /**
   * The defaults, changed.
   *
   * @param keysAndValues a key without {@code load.}, its value, and so on
   */
  static LoadOptions of(String... keysAndValues) {
    Map<String, String> flags = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      flags.put("load." + keysAndValues[i], keysAndValues[i + 1]);
    }
    return LoadOptions.from(
        Configuration.load(
            LoadOptions.SETTINGS, LoadOptions.RULES, Optional.empty(), Map.of(), flags));
  }
}
