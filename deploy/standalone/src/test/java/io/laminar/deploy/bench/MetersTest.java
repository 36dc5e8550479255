package io.laminar.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MetersTest {

  @Test
  void tellsWhatWasCountedBetweenTwoReadings() {
    Meters before =
        Meters.parse(
            """
            # TYPE laminar_requests_total counter
            laminar_requests_total{outcome="bid"} 10.0
            laminar_requests_total{outcome="fault"} 0.0
            laminar_profile_reads_total{result="found"} 4.0
            laminar_connections 7.0
            """);
    Meters after =
        Meters.parse(
            """
            laminar_requests_total{outcome="bid"} 1.2345678E7
            laminar_requests_total{outcome="fault"} 0.0
            laminar_no_bids_total{reason="no-match"} 3.0
            laminar_profile_reads_total{result="found"} 4.0
            """);

    assertThat(after.since(before).countByLine())
        .isEqualTo(Map.of("requests outcome=bid", 12_345_668L, "no bids reason=no-match", 3L));
  }
}
