package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.plan.Strategy;
import io.laminar.migration.queue.KafkaOpener;
import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Router;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.Sides;
import io.laminar.migration.route.WriteQueue;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A migration that queues writes, while its queue is away. */
final class QueueAwayTest {

  /** Half of what Kafka's clients wait by themselves. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final LadderOptions OPTIONS =
      new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofMillis(5), Duration.ofMillis(10));

  private final EventLoop home = new EventLoop();
  private final EventLoop loop = new EventLoop();
  private final MemorySides sides = new MemorySides();
  private Ladder ladder;

  private void open(Sides.Opener opener) {
    ladder =
        home.call(
            () ->
                Ladder.open(
                    home.vertx(),
                    OPTIONS,
                    Course.of(Strategy.QUEUED_WRITE),
                    opener,
                    new MemoryStore(home.vertx(), new MemoryStore.Server(), "control"),
                    HybridClock.system(),
                    Time.SYSTEM));
  }

  @AfterEach
  void close() {
    EventLoop.wait(ladder.close());
    home.close();
    loop.close();
  }

  private LadderStatus status() {
    return EventLoop.wait(ladder.status());
  }

  private static int portThatNobodyHas() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void tellsWithinSecondsThatKafkaIsAwayAndEndsInAsManyWhenItIsToldTo() throws IOException {
    String servers = "127.0.0.1:" + portThatNobodyHas();
    open(new KafkaOpener(sides, servers, "writes", 1));

    Future<Void> walk = ladder.walkTo("S2");
    Awaitility.await().atMost(PATIENCE).until(() -> status().waitingFor().contains(servers));
    Future<Void> closed = ladder.close();

    Awaitility.await().atMost(PATIENCE).until(closed::isComplete);
    assertThat(walk.failed()).isTrue();
  }

  @Test
  void takesTheQueueAsSoonAsItIsThereThoughItWasAwayAtTheStart() {
    var opener = new AwayForAWhile(sides);
    open(opener);
    Router router = loop.call(() -> ladder.member().join(loop.vertx()));
    opener.away = false;
    EventLoop.wait(ladder.walkTo("S2"));

    loop.call(() -> router.write("k", Buffer.buffer("v"), 0));

    Awaitility.await().until(() -> sides.data(Side.NEW).entries().containsKey("k"));
  }

  /** A queue that cannot be reached at first. */
  private static final class AwayForAWhile implements Sides.Opener {

    private final MemorySides sides;
    private volatile boolean away = true;

    AwayForAWhile(MemorySides sides) {
      this.sides = sides;
    }

    @Override
    public Future<Store> open(Vertx vertx, Side side, String beside) {
      return sides.open(vertx, side, beside);
    }

    @Override
    public Future<WriteQueue> openQueue(Vertx vertx) {
      return away ? unreachable() : sides.openQueue(vertx);
    }

    @Override
    public Future<Supplier<Future<Void>>> takeQueue(Vertx vertx, Sides.Taker taker) {
      return away ? unreachable() : sides.takeQueue(vertx, taker);
    }

    private static <T> Future<T> unreachable() {
      return Future.failedFuture(
          new StoreException(StoreException.Kind.UNREACHABLE, "queue", "topic", "away", null));
    }
  }
}
