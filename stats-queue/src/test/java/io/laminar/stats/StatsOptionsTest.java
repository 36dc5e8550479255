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

  @Test
  void refusesToForgetABidderBeforeItIsMissed() {
    assertThatThrownBy(() -> load(Map.of("canary.gone-after", "4s")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("canary.gone-after (4s) must be at least canary.ttl (5s)");
  }

  @Test
  void refusesToGiveDaysToAStoreThatIsNotThere() {
    assertThatThrownBy(() -> load(Map.of("stats.days-plan", "2026-11-24=other")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "stats.days-plan gives days to the other store, but stats.days-other is empty");
  }

  @Test
  void refusesToKeepNoticesOnlyAfterTheyHaveFailed() {
    assertThatThrownBy(() -> load(Map.of("queue.spill-after", "3s")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("queue.spill-after (3s) must be less than queue.deadline (2s)");
  }

  private static Configuration load(Map<String, String> flags) {
    List<Configuration.Rule> rules =
        Stream.of(StatsOptions.RULES, EventQueueOptions.RULES).flatMap(List::stream).toList();
    return Configuration.load(SETTINGS, rules, Optional.empty(), Map.of(), flags);
  }
}
