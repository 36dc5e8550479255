package io.laminar.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class WrkReportTest {

  private static final String PRINTED =
      """
      Running 5s test @ http://127.0.0.1:41717/openrtb2/bid
        2 threads and 64 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency     1.28ms    1.62ms  41.53ms   92.59%
          Req/Sec    34.80k     3.61k   41.20k    68.00%
        Latency Distribution
           50%  835.00us
           75%    1.42ms
           90%    2.47ms
           99%    7.99ms
        346432 requests in 5.01s, 132.31MB read
      Requests/sec:  69148.81
      Transfer/sec:     26.41MB
      """;

  @Test
  void readsRateCountAndQuantilesInMilliseconds() throws Exception {
    LoadReport report = WrkReport.parse(PRINTED);

    assertThat(report.perSecond()).isEqualTo(69_148.81);
    assertThat(report.requests()).isEqualTo(346_432);
    assertThat(report.p50Millis()).isCloseTo(0.835, within(1e-9));
    assertThat(report.p99Millis()).isEqualTo(7.99);
    assertThat(report.broken()).isZero();
    assertThat(report.refused()).isZero();
  }

  @Test
  void countsEveryKindOfSocketErrorAndRefusedAnswers() throws Exception {
    LoadReport report =
        WrkReport.parse(
            PRINTED.replace(
                "Requests/sec",
                "  Socket errors: connect 1, read 20, write 300, timeout 4000\n"
                    + "  Non-2xx or 3xx responses: 17\nRequests/sec"));

    assertThat(report.broken()).isEqualTo(4_321);
    assertThat(report.refused()).isEqualTo(17);
  }

  @Test
  void understandsSecondsAlsoWithTheBlankThatFollowsThem() throws Exception {
    LoadReport report = WrkReport.parse(PRINTED.replace("7.99ms", "1.02s "));

    assertThat(report.p99Millis()).isEqualTo(1_020);
  }

  @Test
  void showsAllOfTheTextWhenANumberIsMissing() {
    assertThatThrownBy(() -> WrkReport.parse("unable to connect to 127.0.0.1:1 refused\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("wrk does not tell Requests/sec")
        .hasMessageContaining("unable to connect");
    assertThatThrownBy(() -> WrkReport.parse(PRINTED.replace("     99%", "     98%")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the 99th percentile");
  }
}
