package io.laminar.migration.weather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WeatherLimitsTest {

  @Test
  void refusesThresholdsBetweenWhichTheStateWouldFlapNamingAllOfThem() {
    assertThatThrownBy(
            () -> new WeatherLimits(Duration.ofSeconds(1), 5, 5, 20, 30, Duration.ZERO, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("store.weather.good-errors (5)")
        .hasMessageContaining("store.weather.bad-errors (5)")
        .hasMessageContaining("store.weather.good-latency (30)")
        .hasMessageContaining("store.weather.bad-latency (20)")
        .hasMessageContaining("store.circuit-errors (3)");
  }

  @Test
  void reportsThemOnceWithTheConfiguration() {
    assertThatThrownBy(
            () ->
                Configuration.load(
                    WeatherLimits.SETTINGS,
                    List.of(WeatherLimits.THRESHOLDS_ARE_APART, WeatherLimits.THRESHOLDS_ARE_APART),
                    Optional.empty(),
                    Map.of("LAMINAR_STORE_WEATHER_BAD_ERRORS", "1"),
                    Map.of()))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            refused ->
                assertThat(refused.problems())
                    .singleElement()
                    .asString()
                    .contains("store.weather.good-errors (1) must be less than"));
  }

  @Test
  void hasDefaultsThatFitTogether() {
    assertThat(WeatherLimits.DEFAULTS.goodErrors()).isLessThan(WeatherLimits.DEFAULTS.badErrors());
  }
}
