package io.laminar.bidder.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.laminar.bidder.metrics.BidderMetrics;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Senders who are slow, silent or too many; the bidder's clock is turned on by hand. */
class ConnectionsTest {

  private static final String PATH = "/openrtb2/bid";

  @Test
  void closesConnectionsBeyondTheLimitAndServesTheOthers() throws IOException {
    try (TestBidder bidder = start(Map.of("bidder.max-connections", "3"))) {
      List<Wire> open = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        open.add(new Wire(bidder.port));
        assertThat(open.get(i).post(PATH, Requests.banner("u1")).status()).isEqualTo(200);
      }
      try (Wire refused = new Wire(bidder.port)) {
        assertThat(refused.isClosedByPeer()).isTrue();
      }
      assertThat(open.get(0).post(PATH, Requests.banner("u1")).status()).isEqualTo(200);
      for (Wire wire : open) {
        wire.close();
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> answersOnANewConnection(bidder));
      assertThat(bidder.metrics.scrape()).contains("laminar_connections_refused_total");
    }
  }

  @Test
  void closesAConnectionOnWhichNoRequestBeginsHoweverMuchDripsIn() throws IOException {
    try (TestBidder bidder = start(Map.of("bidder.idle-timeout", "1h"));
        Wire idle = new Wire(bidder.port);
        Wire dripping = new Wire(bidder.port)) {
      dripping.write("POST /openrtb2/bid HTTP/1.1\r\nx-a: ".getBytes(StandardCharsets.US_ASCII));
      await().until(() -> bidder.metrics.scrape().contains("laminar_connections 2.0"));

      bidder.ahead.addAndGet(Duration.ofMinutes(59).toNanos());
      try (Wire used = new Wire(bidder.port)) {
        assertThat(used.get("/health/live").status()).isEqualTo(200);
        bidder.ahead.addAndGet(Duration.ofMinutes(2).toNanos());

        assertThat(idle.isClosedByPeer()).isTrue();
        assertThat(dripping.isClosedByPeer()).isTrue();
        assertThat(used.get("/health/live").status()).isEqualTo(200);
      }
      assertThat(bidder.metrics.scrape()).contains("laminar_connections_idled_total 2.0");
    }
  }

  @Test
  void isNotQuietBetweenTheConnectionsOfASenderThatOpensOneForEachRequest() {
    var metrics = new BidderMetrics();
    try {
      var connections = new Connections(new AtomicInteger(), 10, 1, metrics.newLoop());
      assertThat(connections.isQuiet(0)).as("nobody came").isTrue();

      List<Handler<Void>> close = new ArrayList<>();
      HttpConnection connection = connection(close);
      connections.opened(connection, 0);
      connections.used(connection, millis(100));
      assertThat(connections.isQuiet(millis(10_000))).as("one is open").isFalse();
      close.get(0).handle(null);

      assertThat(connections.isQuiet(millis(349))).as("it may come again").isFalse();
      assertThat(connections.isQuiet(millis(350))).isTrue();
    } finally {
      metrics.close();
    }
  }

  private static long millis(long count) {
    return Duration.ofMillis(count).toNanos();
  }

  /** A connection of which only the end is heard. */
  private static HttpConnection connection(List<Handler<Void>> close) {
    return (HttpConnection)
        Proxy.newProxyInstance(
            ConnectionsTest.class.getClassLoader(),
            new Class<?>[] {HttpConnection.class},
            (self, method, arguments) -> {
              if (method.getName().equals("closeHandler")) {
                @SuppressWarnings("unchecked")
                var handler = (Handler<Void>) arguments[0];
                close.add(handler);
              }
              return method.getReturnType() == HttpConnection.class ? self : null;
            });
  }

  @Test
  void refusesABodyThatDoesNotComeToItsEnd() throws IOException {
    try (TestBidder bidder = start(Map.of("bidder.body-timeout", "5m"));
        Wire slow = new Wire(bidder.port)) {
      slow.write(
          ("POST /openrtb2/bid HTTP/1.1\r\nhost: b\r\ncontent-length: 100\r\n\r\n{\"id\":")
              .getBytes(StandardCharsets.US_ASCII));
      await().until(() -> bidder.metrics.scrape().contains("laminar_requests_in_flight 1.0"));

      bidder.ahead.addAndGet(Duration.ofMinutes(6).toNanos());

      Wire.Answer answer = slow.read();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.body()).contains("300000 ms");
      assertThat(slow.isClosedByPeer()).isTrue();
      assertThat(bidder.metrics.scrape())
          .contains("laminar_requests_total{outcome=\"too_slow\"} 1.0")
          .contains("laminar_requests_in_flight 0.0");
    }
  }

  @Test
  void refusesAHeadThatIsTooLarge() throws IOException {
    try (TestBidder bidder = start(Map.of("bidder.header-limit", "2048"));
        Wire wire = new Wire(bidder.port)) {
      Wire.Answer answer =
          wire.send("GET", "/health/live", Map.of("x-a", "a".repeat(4_000)), new byte[0]);

      assertThat(answer.status()).isEqualTo(431);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(wire.isClosedByPeer()).isTrue();
      assertThat(bidder.metrics.scrape())
          .contains("laminar_requests_total{outcome=\"head_too_large\"} 1.0");
      try (Wire next = new Wire(bidder.port)) {
        assertThat(next.get("/health/live").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void countsHeadsThatCannotBeRead() throws IOException {
    try (TestBidder bidder = start(Map.of())) {
      try (Wire wire = new Wire(bidder.port)) {
        assertThat(wire.get("/" + "a".repeat(10_000)).status()).isEqualTo(414);
        assertThat(wire.isClosedByPeer()).isTrue();
      }
      try (Wire wire = new Wire(bidder.port)) {
        wire.write("GET /health/live HTTP/1.1\r\nhost : b\r\n\r\n".getBytes(US_ASCII));
        assertThat(wire.read().status()).isEqualTo(400);
        assertThat(wire.isClosedByPeer()).isTrue();
      }
      assertThat(bidder.metrics.scrape())
          .contains(
              "laminar_requests_total{outcome=\"line_too_long\"} 1.0",
              "laminar_requests_total{outcome=\"bad_head\"} 1.0",
              "laminar_requests_total{outcome=\"head_too_large\"} 0.0");
    }
  }

  @Test
  void turnsRequestsAwayUnreadWhileTheLoopIsTooLate() throws IOException {
    try (TestBidder bidder =
            TestBidder.start(
                TestBidder.options(Map.of("bidder.loops", "1")),
                TestBidder.answers(Map.of("bidder.shed-lag", "1ms")),
                TestBidder.LOOKUP);
        Wire wire = new Wire(bidder.port)) {
      bidder.bidding.turn(false, "", 0); // the shortest way for those that are let through
      bidder.stepNanos = Duration.ofMillis(12).toNanos(); // so every tick is overdue
      byte[] one = Wire.request("POST", PATH, Map.of(), Requests.banner("u1").getBytes());
      int count = 50;
      byte[] all = new byte[one.length * count];
      for (int i = 0; i < count; i++) {
        System.arraycopy(one, 0, all, i * one.length, one.length);
      }
      wire.write(all);

      List<String> reasons = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Wire.Answer answer = wire.read();
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        reasons.add(answer.header("x-no-bid"));
      }

      assertThat(reasons).contains("overloaded", "operator");
      bidder.stepNanos = 0;
    }
  }

  private static boolean answersOnANewConnection(TestBidder bidder) {
    try (Wire wire = new Wire(bidder.port)) {
      return wire.get("/health/live").status() == 200;
    } catch (IOException e) {
      return false; // still full
    }
  }

  private static TestBidder start(Map<String, String> settings) {
    return TestBidder.start(TestBidder.options(settings), TestBidder.LOOKUP);
  }
}
