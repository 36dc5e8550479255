package io.laminar.deploy.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearestTest {

  private static final List<String> FLAGS =
      List.of(
          "--help",
          "--config",
          "--privacy-vendor-id",
          "--privacy-purposes",
          "--admin-port",
          "--bidder-http-port",
          "--bidder-host",
          "--stats-port",
          "--metrics-port");

  @Test
  void findsAFlagWhoseLettersWereSwapped() {
    assertThat(Nearest.to("--bidder-htpt-port", FLAGS)).startsWith("--bidder-http-port");
    assertThat(Nearest.to("--hlep", FLAGS)).containsExactly("--help");
  }

  @Test
  void findsAFlagWhoseFirstPartsAreMissingAndNoOtherThatBeginsLikeIt() {
    assertThat(Nearest.to("--prot", FLAGS))
        .containsExactly("--admin-port", "--bidder-http-port", "--stats-port");
    assertThat(Nearest.to("--vendor-id=7", FLAGS)).containsExactly("--privacy-vendor-id");
  }

  @Test
  void tellsNothingWhereNothingIsNear() {
    assertThat(Nearest.to("--throughput", FLAGS)).isEmpty();
    assertThat(Nearest.to("--x", List.of("--config"))).isEmpty();
  }
}
