package io.laminar.migration.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.config.Configuration.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationTest {

  private static final Setting<Integer> PORT =
      Setting.integer("bidder.port", 1, 65_535, "", 8_080, "port");
  private static final Setting<Duration> DEADLINE =
      Setting.duration("store.deadline", "1ms", "60s", "1s", "deadline");
  private static final Setting<Duration> QUIET =
      Setting.duration("store.quiet", "1ms", "60s", "2s", "quiet time");
  private static final Setting<Boolean> SECOND = Setting.flag("second", false, "a second one");
  private static final List<Setting<?>> ALL = List.of(PORT, DEADLINE, QUIET, SECOND);

  @TempDir Path folder;

  @Test
  void takesFlagsBeforeTheEnvironmentBeforeTheFileBeforeDefaults() throws IOException {
    Path file = file("bidder:\n  port: 1\nstore:\n  deadline: 10ms\n  quiet: 3s\n");

    Configuration read =
        Configuration.load(
            ALL,
            List.of(),
            Optional.of(file),
            Map.of("LAMINAR_BIDDER_PORT", "2", "LAMINAR_STORE_DEADLINE", "20ms", "HOME", "/"),
            Map.of("bidder.port", "3"));

    assertThat(read.get(PORT)).isEqualTo(3);
    assertThat(read.origin(PORT)).isEqualTo(Origin.FLAG);
    assertThat(read.get(DEADLINE)).isEqualTo(Duration.ofMillis(20));
    assertThat(read.origin(DEADLINE)).isEqualTo(Origin.ENVIRONMENT);
    assertThat(read.get(QUIET)).isEqualTo(Duration.ofSeconds(3));
    assertThat(read.origin(QUIET)).isEqualTo(Origin.FILE);
    assertThat(read.get(SECOND)).isFalse();
    assertThat(read.origin(SECOND)).isEqualTo(Origin.DEFAULT);
  }

  @Test
  void reportsEveryProblemAtOnceWithWhatIsAllowed() throws IOException {
    Path file = file("bidder:\n  port: 70000\n  prot: 1\n");

    assertThatThrownBy(
            () ->
                Configuration.load(
                    ALL,
                    List.of(),
                    Optional.of(file),
                    Map.of("LAMINAR_SECOND", "maybe", "LAMINAR_SECNOD", "true"),
                    Map.of("store.deadline", "1 hour")))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(5)
                    .anySatisfy(
                        problem ->
                            assertThat(problem)
                                .contains("bidder.port")
                                .contains("1..65535")
                                .contains("70000")
                                .contains("configuration file"))
                    .anySatisfy(
                        problem ->
                            assertThat(problem).contains("bidder.prot").contains("bidder.port"))
                    .anySatisfy(problem -> assertThat(problem).contains("LAMINAR_SECNOD"))
                    .anySatisfy(problem -> assertThat(problem).contains("true or false"))
                    .anySatisfy(
                        problem ->
                            assertThat(problem).contains("1 hour").contains("--store-deadline")));
  }

  @Test
  void reportsImpossiblePairsOnceSingleValuesAreAllowed() {
    Configuration.Rule rule =
        read ->
            read.get(QUIET).compareTo(read.get(DEADLINE)) > 0
                ? Optional.empty()
                : Optional.of("store.quiet must be longer than store.deadline");

    assertThatThrownBy(
            () ->
                Configuration.load(
                    ALL, List.of(rule), Optional.empty(), Map.of(), Map.of("store.deadline", "5s")))
        .hasMessageContaining("store.quiet must be longer");
  }

  @Test
  void saysWhatIsWrongWithAFileThatIsNotYaml() throws IOException {
    Path file = file("bidder: [1, 2\n");

    assertThatThrownBy(
            () -> Configuration.load(ALL, List.of(), Optional.of(file), Map.of(), Map.of()))
        .hasMessageContaining("not YAML at line");
    assertThatThrownBy(
            () ->
                Configuration.load(
                    ALL, List.of(), Optional.of(folder.resolve("none")), Map.of(), Map.of()))
        .hasMessageContaining("cannot be read");
  }

  @Test
  void takesAnEmptyFileForNoSettings() throws IOException {
    Configuration read =
        Configuration.load(ALL, List.of(), Optional.of(file("")), Map.of(), Map.of());

    assertThat(read.get(PORT)).isEqualTo(8_080);
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("laminar.yaml"), yaml);
  }
}
