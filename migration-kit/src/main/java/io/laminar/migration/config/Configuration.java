package io.laminar.migration.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The values of all declared settings, read once at start.
 *
 * <p>Sources in rising order: the default, one YAML file, {@code LAMINAR_*} in the environment,
 * flags. An unknown key, a value out of range and an impossible pair are all collected and thrown
 * together, so that one run shows everything there is to mend. Immutable.
 */
public final class Configuration {

  /** Where a value came from. */
  public enum Origin {
    DEFAULT,
    FILE,
    ENVIRONMENT,
    FLAG
  }

  /** A condition over several settings; answers the problem in words, or empty if it holds. */
  public interface Rule extends Function<Configuration, Optional<String>> {}

  private record Given(String text, Origin origin) {}

  private final List<Setting<?>> declared;
  private final Map<String, Given> givenByKey;
  private final Map<String, Object> valueByKey;

  private Configuration(
      List<Setting<?>> declared, Map<String, Given> givenByKey, Map<String, Object> valueByKey) {
    this.declared = List.copyOf(declared);
    this.givenByKey = givenByKey;
    this.valueByKey = valueByKey;
  }

  /**
   * Reads all sources.
   *
   * @param declared every setting there is
   * @param rules conditions over several settings, checked once every single value is allowed
   * @param file the YAML file, nested by the dots in the keys
   * @param environment all variables; those that do not begin with {@code LAMINAR_} are ignored
   * @param flagTextByKey values given as flags
   * @throws ConfigurationException with every problem found
   */
  public static Configuration load(
      List<Setting<?>> declared,
      List<Rule> rules,
      Optional<Path> file,
      Map<String, String> environment,
      Map<String, String> flagTextByKey) {
    List<String> problems = new ArrayList<>();
    Map<String, Given> given = new LinkedHashMap<>();
    file.ifPresent(path -> readFile(path, given, problems));
    readEnvironment(declared, environment, given, problems);
    flagTextByKey.forEach((key, text) -> given.put(key, new Given(text, Origin.FLAG)));

    Map<String, Object> values = new LinkedHashMap<>();
    for (Setting<?> setting : declared) {
      Given text = given.get(setting.key());
      readValue(setting, text, values, problems);
    }
    for (Map.Entry<String, Given> entry : given.entrySet()) {
      if (!values.containsKey(entry.getKey()) && !isDeclared(declared, entry.getKey())) {
        problems.add(unknown(declared, entry.getKey(), entry.getValue().origin()));
      }
    }
    var configuration = new Configuration(declared, given, values);
    if (problems.isEmpty()) {
      rules.stream()
          .flatMap(rule -> rule.apply(configuration).stream())
          .distinct() // two rules may need the same
          .forEach(problems::add);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return configuration;
  }

  /** Defaults only: for tests and for printing references. */
  public static Configuration defaults(List<Setting<?>> declared) {
    return load(declared, List.of(), Optional.empty(), Map.of(), Map.of());
  }

  /**
   * The value of a setting.
   *
   * @throws IllegalArgumentException if the setting was never declared
   */
  @SuppressWarnings("unchecked") // a setting's reader made the value, so it has the setting's type
  public <T> T get(Setting<T> setting) {
    Object value = valueByKey.get(setting.key());
    if (value == null) {
      throw new IllegalArgumentException("setting was not declared: " + setting.key());
    }
    return (T) value;
  }

  /** True if the value was given in any source, even if it equals the default. */
  public boolean isGiven(Setting<?> setting) {
    return givenByKey.containsKey(setting.key());
  }

  /** The source that the value came from. */
  public Origin origin(Setting<?> setting) {
    Given given = givenByKey.get(setting.key());
    return given == null ? Origin.DEFAULT : given.origin();
  }

  /** The value as it was written. */
  public String text(Setting<?> setting) {
    Given given = givenByKey.get(setting.key());
    return given == null ? setting.defaultText() : given.text();
  }

  /** All settings, in the order of their declaration. */
  public List<Setting<?>> declared() {
    return declared;
  }

  private static void readValue(
      Setting<?> setting, Given given, Map<String, Object> values, List<String> problems) {
    try {
      values.put(setting.key(), setting.read(given == null ? setting.defaultText() : given.text()));
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage() + " (" + sourceName(setting, given.origin()) + ")");
    }
  }

  private static String sourceName(Setting<?> setting, Origin origin) {
    return switch (origin) {
      case FLAG -> "flag " + setting.flagName();
      case ENVIRONMENT -> "environment " + setting.environmentName();
      case FILE -> "configuration file";
      case DEFAULT -> "default";
    };
  }

  private static void readFile(Path path, Map<String, Given> given, List<String> problems) {
    try {
      JsonNode root = new YAMLMapper().readTree(Files.readString(path));
      if (root == null || root.isMissingNode() || root.isNull()) {
        return;
      }
      if (!root.isObject()) {
        problems.add(path + ": must be a YAML map of settings");
        return;
      }
      flatten("", root, given, problems, path);
    } catch (JsonProcessingException e) {
      problems.add(
          path
              + ": not YAML at line "
              + (e.getLocation() == null ? 0 : e.getLocation().getLineNr())
              + ": "
              + e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      problems.add(path + ": cannot be read: " + e);
    }
  }

  private static void flatten(
      String prefix, JsonNode node, Map<String, Given> given, List<String> problems, Path path) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String key = prefix.isEmpty() ? field.getKey() : prefix + "." + field.getKey();
      JsonNode value = field.getValue();
      if (value.isObject()) {
        flatten(key, value, given, problems, path);
      } else if (value.isValueNode() && !value.isNull()) {
        given.put(key, new Given(value.asText(), Origin.FILE));
      } else {
        problems.add(path + ": " + key + " must be a single value");
      }
    }
  }

  private static void readEnvironment(
      List<Setting<?>> declared,
      Map<String, String> environment,
      Map<String, Given> given,
      List<String> problems) {
    Map<String, String> keyByName = new LinkedHashMap<>();
    declared.forEach(setting -> keyByName.put(setting.environmentName(), setting.key()));
    environment.forEach(
        (name, text) -> {
          if (!name.startsWith("LAMINAR_")) {
            return;
          }
          String key = keyByName.get(name);
          if (key == null) {
            problems.add("environment " + name + " is not a setting");
          } else {
            given.put(key, new Given(text, Origin.ENVIRONMENT));
          }
        });
  }

  private static boolean isDeclared(List<Setting<?>> declared, String key) {
    return declared.stream().anyMatch(setting -> setting.key().equals(key));
  }

  private static String unknown(List<Setting<?>> declared, String key, Origin origin) {
    String head = key.contains(".") ? key.substring(0, key.indexOf('.') + 1) : key;
    List<String> near =
        declared.stream().map(Setting::key).filter(known -> known.startsWith(head)).toList();
    return key
        + " is not a setting"
        + (origin == Origin.FILE ? " (configuration file)" : "")
        + (near.isEmpty() ? "" : "; settings there: " + String.join(", ", near));
  }
}
