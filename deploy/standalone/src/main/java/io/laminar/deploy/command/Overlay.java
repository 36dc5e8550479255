package io.laminar.deploy.command;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a command that starts others makes of the configuration that it was given. */
public final class Overlay {

  private Overlay() {}

  /**
   * @param declared every setting there is
   * @param rules between them
   * @param defaults texts that suit the command better than a setting's own default
   * @param decided texts that nobody may choose otherwise, such as where servers were started
   */
  public static Configuration over(
      Configuration given,
      List<Setting<?>> declared,
      List<Configuration.Rule> rules,
      Map<Setting<?>, String> defaults,
      Map<Setting<?>, String> decided) {
    Map<String, String> texts = new LinkedHashMap<>();
    defaults.forEach((setting, text) -> texts.put(setting.key(), text));
    for (Setting<?> setting : declared) {
      if (given.isGiven(setting)) {
        texts.put(setting.key(), given.text(setting));
      }
    }
    decided.forEach((setting, text) -> texts.put(setting.key(), text));
    return Configuration.load(declared, rules, Optional.empty(), Map.of(), texts);
  }
}
