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
    assertThat(options.arrivals().peak()).isEqualTo(1_000);
    assertThat(options.arrivals().poisson()).isFalse();
    assertThat(options.arrivals().closed()).isFalse();
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
                    good.arrivals(),
                    new LoadOptions.Wire(1, 1, 2),
                    good.mix(),
                    new LoadOptions.Limits(
                        Duration.ofSeconds(2), Duration.ofSeconds(1), 10, Duration.ofSeconds(1), 1),
                    good.auction(),
                    good.notices()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("load.connections")
        .hasMessageContaining("load.timeout");
  }

  @Test
  void refusesArrivalsThatExcludeEachOther() {
    assertThatThrownBy(() -> TestOptions.of("steps", "1k@10s", "profile", "growth"))
        .hasMessageContaining("load.steps and load.profile exclude each other");
    assertThatThrownBy(() -> TestOptions.of("ramp", "30s"))
        .hasMessageContaining("load.ramp must be shorter than load.duration (30000 ms)");
    assertThatThrownBy(() -> TestOptions.of("model", "closed", "profile", "spike"))
        .hasMessageContaining("load.model closed has no rate");
    assertThatThrownBy(() -> TestOptions.of("steps", "0@10s"))
        .hasMessageContaining("load.steps: the rate must be above 0 at some time");
    assertThatThrownBy(() -> TestOptions.of("steps", "1k@10"))
        .hasMessageContaining("load.steps must be RATE@TIME or FROM-TO@TIME");
    assertThatThrownBy(() -> TestOptions.of("mix", "vidio=2"))
        .hasMessageContaining("load.mix must be TRAIT=FACTOR")
        .hasMessageContaining("many-imps");
    assertThatThrownBy(() -> TestOptions.of("mix", "one-imp=0,many-imps=0"))
        .hasMessageContaining("load.mix: no sample is left");
  }

  @Test
  void needsNoRoomForARampThatItDoesNotHave() {
    assertThat(TestOptions.of("model", "closed", "duration", "1s").arrivals().duration())
        .isEqualTo(Duration.ofSeconds(1));
    assertThat(TestOptions.of("profile", "spike", "duration", "1s").arrivals().closed()).isFalse();
  }

  @Test
  void takesTheDurationFromTheStepsAndScalesProfiles() {
    assertThat(TestOptions.of("steps", "1k@10s,1k-2k@1m").arrivals().duration())
        .isEqualTo(Duration.ofSeconds(70));
    ArrivalOptions spike =
        TestOptions.of("profile", "spike", "scale", "0.01", "duration", "100s").arrivals();
    assertThat(spike.peak()).isEqualTo(1_120);
    assertThat(TestOptions.of("rate", "200", "scale", "0.5").arrivals().peak()).isEqualTo(100);
    assertThat(spike.rateAt(Duration.ofSeconds(10).toNanos())).isEqualTo(380);
    assertThat(spike.rateAt(Duration.ofSeconds(50).toNanos())).isEqualTo(1_120);
  }

  @Test
  void refusesAnUrlThatIsNone() {
    assertThatThrownBy(() -> TestOptions.of("url", "bidder:8080"))
        .hasMessageContaining("load.url must be http or https://host[:port]/path");
  }
}
