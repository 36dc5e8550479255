package io.laminar.deploy.command;

import io.laminar.migration.config.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Flags made from the declarations of settings. Their text is read and checked with all others. */
final class SettingFlags {

  private SettingFlags() {}

  static List<OptionSpec> options(List<Setting<?>> settings) {
    return settings.stream().map(SettingFlags::option).toList();
  }

  /** The texts of the flags that were given, by the key of their setting. */
  static Map<String, String> texts(List<Setting<?>> settings, ParseResult parsed) {
    Map<String, String> textByKey = new LinkedHashMap<>();
    for (Setting<?> setting : settings) {
      String text = parsed.matchedOptionValue(setting.flagName(), (String) null);
      if (text != null) {
        textByKey.put(setting.key(), text);
      }
    }
    return textByKey;
  }

  private static OptionSpec option(Setting<?> setting) {
    boolean yesOrNo = setting.allowed().equals("true or false");
    var option =
        OptionSpec.builder(setting.flagName())
            .type(String.class)
            .arity(yesOrNo ? "0..1" : "1")
            .paramLabel(yesOrNo ? "true|false" : label(setting))
            .description(escaped(setting.meaning()), escaped(range(setting)));
    return (yesOrNo ? option.fallbackValue("true") : option).build();
  }

  private static String label(Setting<?> setting) {
    return setting.unit().isEmpty()
        ? "VALUE"
        : setting.unit().toUpperCase(Locale.ROOT).replace(' ', '-');
  }

  private static String range(Setting<?> setting) {
    String text = setting.defaultText().isEmpty() ? "none" : setting.defaultText();
    return setting.allowed() + "; default: " + text;
  }

  /** Picocli reads % and @ in descriptions as markup. */
  private static String escaped(String text) {
    return text.replace("%", "%%").replace("@|", "@ |");
  }
}
