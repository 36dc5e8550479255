package io.laminar.bidder.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.auction.Reason;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.SideWeather;
import io.laminar.migration.store.Weather;
import io.laminar.migration.store.Weather.State;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BidderMetricsTest {

  private final BidderMetrics metrics = new BidderMetrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void sumsWhatAllLoopsCounted() {
    LoopMeters first = metrics.newLoop();
    LoopMeters second = metrics.newLoop();
    first.answers().increment(Answer.BID);
    second.answers().increment(Answer.BID);
    first.noBids().increment(Reason.LATE);
    first.latency().record(150_000);
    second.latency().record(2_500_000);

    assertThat(metrics.scrape())
        .contains(
            "laminar_requests_total{outcome=\"bid\"} 2.0",
            "laminar_no_bids_total{reason=\"late\"} 1.0",
            "laminar_request_duration_seconds_bucket{le=\"1.0E-4\"} 0",
            "laminar_request_duration_seconds_bucket{le=\"2.0E-4\"} 1",
            "laminar_request_duration_seconds_bucket{le=\"0.003\"} 2",
            "laminar_request_duration_seconds_sum 0.00265");
  }

  @Test
  void showsValuesThatOthersKeepEvenAfterAGarbageCollection() {
    var dropped = new AtomicLong(3);
    metrics.counter("laminar.queue.dropped", "Dropped", dropped::get);
    metrics.gauge("laminar.queue.depth", "Depth", () -> 5);

    System.gc();
    dropped.incrementAndGet();

    assertThat(metrics.scrape())
        .contains("laminar_queue_dropped_total 4.0", "laminar_queue_depth 5.0");
  }

  @Test
  void showsHowTheStoresDoBySideAndAsTheyDoNow() {
    var weather = new AtomicReference<>(List.<SideWeather>of());
    metrics.stores(weather::get);
    assertThat(metrics.scrape()).doesNotContain("laminar_store_good{");

    weather.set(
        List.of(
            new SideWeather(
                Side.OLD, "redis:p:", new Weather(State.GOOD, false, 200, 1, 300, 1_500, "")),
            new SideWeather(
                Side.NEW, "postgres:p", new Weather(State.BAD, true, 4, 4, 0, 0, "silent"))));

    assertThat(metrics.scrape())
        .contains(
            "laminar_store_good{side=\"old\",store=\"redis:p:\"} 1.0",
            "laminar_store_error_share{side=\"old\",store=\"redis:p:\"} 0.005",
            "laminar_store_p50_seconds{side=\"old\",store=\"redis:p:\"} 3.0E-4",
            "laminar_store_p99_seconds{side=\"old\",store=\"redis:p:\"} 0.0015",
            "laminar_store_good{side=\"new\",store=\"postgres:p\"} 0.0",
            "laminar_store_circuit_open{side=\"new\",store=\"postgres:p\"} 1.0");
  }

  @Test
  void namesEveryReason() {
    for (Reason reason : Reason.values()) {
      assertThat(metrics.scrape())
          .contains("laminar_no_bids_total{reason=\"" + reason.label() + "\"} 0.0");
    }
  }
}
