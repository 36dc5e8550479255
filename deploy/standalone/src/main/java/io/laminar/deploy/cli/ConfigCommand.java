package io.laminar.deploy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Invocation;
import io.laminar.deploy.command.Secrets;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Configuration.Origin;
import io.laminar.migration.config.Setting;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.OptionSpec;

/** What holds, and why. */
final class ConfigCommand implements Command {

  private static final String JSON = "--json";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9./][A-Za-z0-9./_:@-]*(?<!:)");

  @Override
  public String name() {
    return "config";
  }

  @Override
  public String summary() {
    return "Prints the effective configuration";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Every setting with its value, unit, allowed values, default and origin. What is printed"
            + " can be used as a configuration file, save for passwords, which are not shown.",
        "");
  }

  @Override
  public List<Setting<?>> settings() {
    return AllSettings.DECLARED;
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        OptionSpec.builder(JSON).type(boolean.class).description("prints JSON instead").build());
  }

  @Override
  public int run(Invocation invocation) throws JsonProcessingException {
    Configuration configuration = invocation.configuration();
    invocation.out().println(invocation.has(JSON) ? json(configuration) : yaml(configuration));
    return ExitCode.FINE;
  }

  private static String yaml(Configuration configuration) {
    var text = new StringBuilder();
    for (Setting<?> setting : configuration.declared()) {
      text.append("# ").append(setting.meaning()).append('\n').append("# ");
      if (!setting.unit().isEmpty()) {
        text.append("unit: ").append(setting.unit()).append("; ");
      }
      text.append("allowed: ").append(setting.allowed());
      text.append("; default: ").append(quoted(setting.defaultText()));
      text.append("; from: ").append(origin(setting, configuration.origin(setting))).append('\n');
      text.append(setting.key()).append(": ").append(quoted(value(configuration, setting)));
      text.append("\n\n");
    }
    return text.toString().stripTrailing();
  }

  private static String json(Configuration configuration) throws JsonProcessingException {
    var mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode all = mapper.createObjectNode();
    for (Setting<?> setting : configuration.declared()) {
      all.putObject(setting.key())
          .put("value", value(configuration, setting))
          .put("unit", setting.unit())
          .put("allowed", setting.allowed())
          .put("default", setting.defaultText())
          .put("origin", origin(setting, configuration.origin(setting)))
          .put("meaning", setting.meaning());
    }
    return mapper.writeValueAsString(all);
  }

  private static String value(Configuration configuration, Setting<?> setting) {
    String text = configuration.text(setting);
    return setting.isSecret() && !text.isEmpty() ? Secrets.HIDDEN : Secrets.masked(text);
  }

  private static String origin(Setting<?> setting, Origin origin) {
    return switch (origin) {
      case DEFAULT -> "default";
      case FILE -> "file";
      case ENVIRONMENT -> "environment " + setting.environmentName();
      case FLAG -> "flag " + setting.flagName();
    };
  }

  /** A YAML scalar: as it is if nothing in it has a meaning in YAML, else in JSON's quotes. */
  private static String quoted(String text) {
    if (PLAIN.matcher(text).matches()) {
      return text;
    }
    try {
      return new ObjectMapper().writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a text is always JSON", e);
    }
  }
}
