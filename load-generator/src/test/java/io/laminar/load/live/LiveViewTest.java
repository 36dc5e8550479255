package io.laminar.load.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.load.LoadSecond;
import io.laminar.load.tally.Outcome;
import io.laminar.load.tally.Tally;
import io.laminar.load.watch.Sight;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LiveViewTest {

  private static final String UP_FIVE = "\u001b[5A";
  private static final String CLEAR = "\u001b[2K";

  private final StringWriter out = new StringWriter();

  @Test
  void drawsAPanelOverTheLastOne() {
    var view = new LiveView(new PrintWriter(out), true, () -> new Sight("alive", "S3"));

    view.accept(second(30));
    String first = out.toString();
    view.accept(second(31));

    assertThat(first).doesNotContain(UP_FIVE);
    assertThat(first.replace(CLEAR, ""))
        .isEqualTo(
            """
               30 s  [####################....................]  50%  30 s left
            rate      4/s of 5/s   in flight 2   connections 64
            outcomes  bid 60.0%  no-bid 20.0%  late 0.0%  invalid 0.0%  failed 20.0%  dropped 0.0%
            response  p50 2.00  p90 1,001  p99 1,001  p99.9 1,001  max 1,001 ms   generator behind 0.10 ms
            canary    alive   migration S3
            """);
    assertThat(out.toString().substring(first.length())).startsWith(UP_FIVE + CLEAR + "   31 s");
  }

  @Test
  void printsALineWhereNobodyCanDraw() {
    var view = new LiveView(new PrintWriter(out), false, () -> new Sight("no-canary", ""));

    view.accept(second(30));

    assertThat(out.toString())
        .doesNotContain("\u001b")
        .contains("4/s of 5/s  bid 3  no-bid 1")
        .endsWith("30 s left  canary no-canary" + System.lineSeparator());
  }

  private static LoadSecond second(int elapsed) {
    var tally = new Tally();
    for (int i = 0; i < 5; i++) {
      tally.scheduled(100_000);
    }
    for (int i = 0; i < 3; i++) {
      tally.answered(Outcome.BID, 2_000_000, 1_000_000);
    }
    tally.answered(Outcome.NO_BID, 2_000_000, 1_000_000);
    tally.timedOut(1_000_500_000);
    return new LoadSecond(
        Duration.ofSeconds(elapsed),
        Duration.ofSeconds(1),
        5,
        tally.counts(),
        tally.times(),
        2,
        64,
        Duration.ofSeconds(60 - elapsed));
  }
}
