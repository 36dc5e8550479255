package io.laminar.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.ConfigurationException;
import io.laminar.migration.config.Setting;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.queue.EventQueueOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class StatsOptionsTest {

  private static final List<Setting<?>> SETTINGS =
      Stream.of(Addresses.SETTINGS, EventQueueOptions.SETTINGS, StatsOptions.SETTINGS)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  @Test
  void hasDefaultsThatGoTogether() {
    Configuration configuration = load(Map.of());
    var options = StatsOptions.from(configuration);
    var queue = EventQueueOptions.from(configuration);

    assertThat(options.aggregator().topic()).isEqualTo(queue.topic());
    assertThat(options.canary().ttl()).isEqualTo(Duration.ofSeconds(5));
    assertThat(queue.sender()).startsWith(ProcessHandle.current().pid() + "-");
  }

  @Test
  void declaresEachKeyOnce() {
    assertThat(SETTINGS.stream().map(Setting::key)).doesNotHaveDuplicates();
  }

  @Test
  void refusesACanaryThatWouldDieBetweenTwoHeartbeats() {
    var flags =
        Map.of("canary.ttl", "1s", "canary.max-lag", "500ms", "queue.heartbeat-interval", "600ms");

    assertThatThrownBy(() -> load(flags))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "canary.ttl (1s) must be at least twice queue.heartbeat-interval (600ms)")
        .hasMessageContaining(
            "canary.max-lag (500ms) must be at least twice queue.heartbeat-interval (600ms)");
  }

  private static Configuration load(Map<String, String> flags) {
    return Configuration.load(SETTINGS, StatsOptions.RULES, Optional.empty(), Map.of(), flags);
  }
}
