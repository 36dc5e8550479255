package io.laminar.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.laminar.deploy.command.CommandTree;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Lifetime;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void printsAFileThatGivesTheSameConfigurationAgain() throws Exception {
    run(Map.of("LAMINAR_STORE_DEADLINE", "250ms"), "config", "--kafka", "one:1,two:2");
    Path file = Files.writeString(folder.resolve("printed.yaml"), out.toString());

    var again =
        Configuration.load(
            AllSettings.DECLARED, AllSettings.RULES, Optional.of(file), Map.of(), Map.of());

    for (Setting<?> setting : AllSettings.DECLARED) {
      String expected =
          switch (setting.key()) {
            case "store.deadline" -> "250ms";
            case "kafka" -> "one:1,two:2";
            default -> setting.defaultText();
          };
      assertThat(again.text(setting)).as(setting.key()).isEqualTo(expected);
      assertThat(again.isGiven(setting)).as(setting.key()).isTrue();
    }
  }

  @Test
  void saysWhereEachValueComesFrom() {
    run(Map.of("LAMINAR_STORE_DEADLINE", "250ms"), "config", "--servers-redis-port", "7");

    assertThat(out.toString())
        .contains("default: 1s; from: environment LAMINAR_STORE_DEADLINE\nstore.deadline: 250ms")
        .contains("default: 16379; from: flag --servers-redis-port\nservers.redis-port: 7")
        .contains("from: default\nservers.kafka-port: 19092");
  }

  @Test
  void showsNoPasswordThatIsASetting() {
    run(Map.of("LAMINAR_PROXY_PASSWORD", "geheim"), "config");
    run(Map.of("LAMINAR_PROXY_PASSWORD", "geheim"), "config", "--json");

    assertThat(out.toString()).contains("proxy.password: \"***\"").doesNotContain("geheim");
  }

  @Test
  void printsEverySettingAsJson() throws Exception {
    int code = run(Map.of(), "config", "--json");

    var json = new ObjectMapper().readTree(out.toString());
    assertThat(code).isEqualTo(ExitCode.FINE);
    assertThat(json.size()).isEqualTo(AllSettings.DECLARED.size());
    assertThat(json.at("/store.deadline/value").asText()).isEqualTo("1s");
    assertThat(json.at("/store.deadline/origin").asText()).isEqualTo("default");
    assertThat(json.at("/store.deadline/allowed").asText()).startsWith("1ms..60s");
  }

  @Test
  void showsNoPassword() {
    run(Map.of("LAMINAR_REDIS", "redis://:geheim@host:1"), "config");
    run(Map.of("LAMINAR_REDIS", "redis://:geheim@host:1"), "config", "--json");
    run(Map.of("LAMINAR_REDIS", "http://:geheim@host:1"), "config");

    assertThat(out.toString()).contains("redis://:***@host:1").doesNotContain("geheim");
    assertThat(err.toString()).contains("http://:***@host:1").doesNotContain("geheim");
  }

  @Test
  void givesEachSettingItsOwnKeyFlagAndVariable() {
    var names = new HashSet<String>();

    for (Setting<?> setting : AllSettings.DECLARED) {
      assertThat(names.add(setting.key())).as(setting.key()).isTrue();
      assertThat(names.add(setting.flagName())).as(setting.flagName()).isTrue();
      assertThat(names.add(setting.environmentName())).as(setting.environmentName()).isTrue();
    }
  }

  @Test
  void helpsWithEveryCommand() {
    for (String command : Laminar.commands().names()) {
      assertThat(run(Map.of(), command, "--help")).as(command).isEqualTo(ExitCode.FINE);
    }
    assertThat(err.toString()).isEmpty();
  }

  private int run(Map<String, String> environment, String... arguments) {
    return Laminar.commands()
        .run(
            new CommandTree.Surroundings(
                environment,
                new PrintWriter(out),
                new PrintWriter(err),
                new Lifetime(Thread.currentThread())),
            arguments);
  }
}
