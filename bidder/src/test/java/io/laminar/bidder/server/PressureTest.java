package io.laminar.bidder.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.metrics.BidderMetrics;
import io.laminar.bidder.metrics.LatencyHistogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PressureTest {

  private final AtomicLong clock = new AtomicLong(-5_000_000_000L);
  private final LoopLag lag = new LoopLag(new LatencyHistogram(), clock::get);

  @Test
  void knowsTheLagWhileItGrowsAndForgetsItWithTheTick() {
    assertThat(lag.nanos(clock.get())).isZero();

    pass(10);
    assertThat(lag.nanos(clock.get())).isZero();
    pass(70);
    assertThat(lag.nanos(clock.get())).isEqualTo(millis(70));

    lag.tick(clock.get());
    assertThat(lag.nanos(clock.get())).isZero();
  }

  @Test
  void shedsWhenTheLoopIsTooLateButForATrickle() {
    var shedding = new Shedding(lag, millis(50));
    pass(60);
    assertThat(shedding.sheds(clock.get())).as("50 ms late").isFalse();
    pass(1);

    int let = 0;
    for (int i = 0; i < 1_000; i++) {
      pass(1);
      let += shedding.sheds(clock.get()) ? 0 : 1;
    }

    assertThat(let).isEqualTo(1_000 / (int) Shedding.PROBE_MILLIS);
    lag.tick(clock.get());
    assertThat(shedding.sheds(clock.get())).as("after the tick").isFalse();
  }

  @Test
  void givesUpBodiesThatDoNotComeTheOldestFirst() {
    var bodies = new OpenBodies(Duration.ofMillis(100), clock::get);
    List<String> late = new ArrayList<>();
    List<OpenBodies.Node> nodes = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      OpenBodies.Node node = body(name, late);
      nodes.add(node);
      bodies.add(node);
      pass(30);
    }
    nodes.get(1).leave();
    nodes.get(1).leave();

    bodies.sweep(clock.get());
    assertThat(late).containsExactly("a 408");
    pass(70);
    bodies.sweep(clock.get());
    assertThat(late).containsExactly("a 408", "c 408", "d 408");
    bodies.sweep(clock.get());
    assertThat(late).hasSize(3);
  }

  @Test
  void countsTheLagInItsHistogram() {
    try (var closing = new Closing()) {
      LatencyHistogram histogram = closing.metrics.newLoop().lag();
      var measured = new LoopLag(histogram, clock::get);
      pass(25);
      measured.tick(clock.get());

      assertThat(closing.metrics.scrape())
          .contains("laminar_event_loop_lag_seconds_bucket{le=\"0.01\"} 0")
          .contains("laminar_event_loop_lag_seconds_bucket{le=\"0.02\"} 1");
    }
  }

  private static final class Closing implements AutoCloseable {
    private final BidderMetrics metrics = new BidderMetrics();

    @Override
    public void close() {
      metrics.close();
    }
  }

  private static OpenBodies.Node body(String name, List<String> late) {
    return new OpenBodies.Node() {
      @Override
      void late(RefusedException why) {
        late.add(name + ' ' + why.status());
      }
    };
  }

  private void pass(long millis) {
    clock.addAndGet(millis(millis));
  }

  private static long millis(long millis) {
    return millis * 1_000_000;
  }
}
