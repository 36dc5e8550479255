package io.laminar.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.config.ConfigurationException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoadOptionsTest {

  @Test
  void hasDefaultsThatGoTogether() {
    LoadOptions options = TestOptions.of();

    assertThat(options.url()).hasToString("http://127.0.0.1:8080/openrtb2/bid");
    assertThat(options.rate()).isEqualTo(1_000);
    assertThat(options.poisson()).isFalse();
  }

  @Test
  void reportsAllPairsThatCannotBeMeantAtOnce() {
    assertThatThrownBy(
            () ->
                TestOptions.of(
                    "url", "http://h:70000/",
                    "connections", "4",
                    "loops", "8",
                    "pipelining", "2",
                    "max-in-flight", "7",
                    "tmax", "300ms",
                    "timeout", "200ms"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("load.url must have a port in 1..65535, was http://h:70000/")
        .hasMessageContaining("load.connections must give each of the 8 loops one, was 4")
        .hasMessageContaining("load.max-in-flight must be at least the 8 requests")
        .hasMessageContaining("load.timeout must be at least load.tmax (300 ms)");
  }

  @Test
  void refusesTheSamePairsWhenItIsMadeByHand() {
    LoadOptions good = TestOptions.of();

    assertThatThrownBy(
            () ->
                new LoadOptions(
                    good.url(),
                    good.rate(),
                    false,
                    good.duration(),
                    good.duration(),
                    1,
                    1,
                    2,
                    good.users(),
                    1,
                    1,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(1),
                    10,
                    good.maxLag(),
                    1,
                    good.notices()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("load.connections")
        .hasMessageContaining("load.ramp must be shorter than load.duration (30000 ms)")
        .hasMessageContaining("load.timeout");
  }

  @Test
  void refusesAnUrlThatIsNone() {
    assertThatThrownBy(() -> TestOptions.of("url", "bidder:8080"))
        .hasMessageContaining("load.url must be http or https://host[:port]/path");
  }
}
