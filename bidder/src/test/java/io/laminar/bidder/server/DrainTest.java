package io.laminar.bidder.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A bidder that stops while senders go on. */
class DrainTest {

  private static final String PATH = "/openrtb2/bid";
  private static final int SENDERS = 4;

  private final ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
  private final AtomicLong answered = new AtomicLong();

  @AfterEach
  void close() {
    senders.shutdownNow();
  }

  @Test
  void answersEveryConnectionThatItAcceptsWhileItStops() throws Exception {
    try (TestBidder bidder = start(Map.of("bidder.drain-notice", "3ms"))) {
      List<java.util.concurrent.Future<?>> sending = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        sending.add(senders.submit(() -> sendUntilRefused(bidder.port)));
      }
      await().until(() -> answered.get() > 50);

      Future<Void> stopped = bidder.stop();

      for (java.util.concurrent.Future<?> sender : sending) {
        finish(sender);
      }
      await().until(stopped::isComplete);
      assertThat(stopped.succeeded()).isTrue();
      assertThat(answered.get()).isEqualTo(bidder.door.accepted());
    }
  }

  @Test
  void answersWhatIsAskedLateOnAConnectionThatWasAcceptedBeforeTheEnd() throws Exception {
    try (TestBidder bidder = start(Map.of("bidder.loops", "1"));
        Wire wire = new Wire(bidder.port)) {
      byte[] request =
          Wire.request(
              "POST", PATH, Map.of(), Requests.banner("u1").getBytes(StandardCharsets.UTF_8));
      await().until(() -> bidder.door.accepted() == 1);

      Future<Void> stopped = bidder.stop();
      await().until(() -> refuses(bidder.port));
      wire.write(request);
      Wire.Answer answer = wire.read();

      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.header("connection")).isEqualTo("close");
      wire.close();
      await().until(stopped::isComplete);
      assertThat(stopped.succeeded()).isTrue();
    }
  }

  /** However slow the machine, whoever has connected asks before the bidder is out of patience. */
  private static TestBidder start(Map<String, String> settings) {
    return TestBidder.start(
        TestBidder.options(settings), TestBidder.answers(Map.of()), TestBidder.LOOKUP, 100);
  }

  /**
   * One connection for each request. What the kernel had taken and the bidder had not when the
   * socket was closed is reset by the kernel, and was never accepted; all else is answered whole.
   */
  private void sendUntilRefused(int port) {
    while (true) {
      try (Wire wire = new Wire(port)) {
        if (wire.post(PATH, Requests.banner("u1")).status() < 300) {
          answered.incrementAndGet();
        }
      } catch (ConnectException refused) {
        return;
      } catch (IOException reset) {
        continue; // counted by what the bidder accepted
      }
    }
  }

  private static boolean refuses(int port) throws IOException {
    try (Wire wire = new Wire(port)) {
      return false;
    } catch (ConnectException refused) {
      return true;
    }
  }

  private static void finish(java.util.concurrent.Future<?> sender)
      throws InterruptedException, ExecutionException {
    sender.get();
  }
}
