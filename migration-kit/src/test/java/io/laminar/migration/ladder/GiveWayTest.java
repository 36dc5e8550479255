package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.plan.BackOff;
import io.laminar.migration.plan.Objectives;
import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Router;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.Sides;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.ForwardingStore;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.Weather;
import io.laminar.migration.store.Weather.State;
import io.laminar.migration.weather.WatchedStore;
import io.laminar.migration.weather.WeatherLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The copier gives way to what the application's own router feels. */
final class GiveWayTest {

  private static final int KEYS = 30_000;
  private static final int MOST = 1_000;
  private static final BackOff BACK_OFF = new BackOff(Duration.ofMillis(50), 100);
  private static final LadderOptions OPTIONS =
      new LadderOptions(
          "profiles",
          100,
          4,
          MOST,
          3,
          Duration.ofMillis(20),
          Duration.ofMillis(400),
          BACK_OFF,
          Optional.empty(),
          Objectives.NONE);

  /** Ten times as fast as the machine's, so that dwell times are short. */
  private static final Time FAST =
      new Time() {
        @Override
        public long nanos() {
          return 10 * System.nanoTime();
        }

        @Override
        public long millis() {
          return System.currentTimeMillis();
        }
      };

  private final EventLoop home = new EventLoop();
  private final EventLoop loop = new EventLoop();
  private final MemorySides sides = new MemorySides();
  private final AtomicBoolean running = new AtomicBoolean(true);
  private Ladder ladder;

  private Router open(Sides.Opener opener) {
    for (int i = 0; i < KEYS; i++) {
      sides.data(Side.OLD).entries().put("k" + i, Entry.of(Buffer.buffer("v" + i), 0));
    }
    ladder =
        home.call(
            () ->
                Ladder.open(
                    home.vertx(),
                    OPTIONS,
                    opener,
                    new MemoryStore(home.vertx(), new MemoryStore.Server(), "control"),
                    HybridClock.system(),
                    FAST));
    return loop.call(() -> ladder.member().join(loop.vertx()));
  }

  @AfterEach
  void close() {
    running.set(false);
    EventLoop.wait(ladder.close());
    home.close();
    loop.close();
  }

  @Test
  void slowsDownWhenTheRoutersOwnLookUpsBecomeSlow() {
    Router router = open(new Watched(sides));
    sides
        .data(Side.OLD)
        .setFault(
            operation ->
                operation.equals("get")
                    ? loop.vertx().timer(200).mapEmpty()
                    : Future.succeededFuture());
    loop.context()
        .runOnContext(
            here -> {
              for (int i = 0; i < 16; i++) {
                String key = "k" + i;
                Loop.until(() -> router.get(key).map(found -> !running.get()));
              }
            });

    ladder.walkTo("S3");

    Awaitility.await().until(() -> ladder.throttle().now() < MOST);
    LadderStatus status = EventLoop.wait(ladder.status());
    assertThat(status.throttle().seenMicros()).isGreaterThan(150_000);
    assertThat(status.throttle().why()).contains("live p99").contains("is above 50.0 ms");
    assertThat(status.toJson().getJsonObject("throttle").getInteger("most")).isEqualTo(MOST);
  }

  @Test
  void goesDownToTheLeastRateAndUpAgainAsLiveTrafficDoes() {
    var felt = new AtomicReference<>(weather(300_000));
    open((vertx, side, beside) -> sides.open(vertx, side, beside).map(s -> new Felt(s, felt)));

    ladder.walkTo("S3");

    Awaitility.await().until(() -> ladder.throttle().now() == BACK_OFF.leastRate());
    assertThat(ladder.throttle().why()).endsWith("at the least rate");
    felt.set(weather(1_000));
    Awaitility.await().until(() -> ladder.throttle().now() == MOST);
    assertThat(ladder.throttle().why()).isEmpty();
  }

  @Test
  void keepsItsRateWhenItIsToldNotToCare() {
    open(
        (vertx, side, beside) ->
            sides
                .open(vertx, side, beside)
                .map(s -> new Felt(s, new AtomicReference<>(weather(300_000)))));
    EventLoop.wait(ladder.giveWay(before -> new BackOff(Duration.ZERO, before.leastRate())));
    EventLoop.wait(ladder.throttle(0));

    EventLoop.wait(ladder.walkTo("S3"));

    assertThat(ladder.throttle().now()).isZero();
    assertThat(ladder.throttle().why()).isEmpty();
  }

  private static Weather weather(long p99Micros) {
    return new Weather(State.GOOD, false, 1_000, 0, 500, p99Micros, "");
  }

  /** A store that says of itself what it is told. */
  private static final class Felt extends ForwardingStore {

    private final AtomicReference<Weather> felt;

    Felt(Store store, AtomicReference<Weather> felt) {
      super(store);
      this.felt = felt;
    }

    @Override
    public Weather weather() {
      return felt.get();
    }
  }

  /** Stores that are watched as real ones are. */
  private record Watched(MemorySides sides) implements Sides.Opener {

    private static final WeatherLimits LIMITS =
        new WeatherLimits(Duration.ofSeconds(4), 5, 1, 50, 25, Duration.ofSeconds(5), 80);

    @Override
    public Future<Store> open(Vertx vertx, Side side, String beside) {
      return sides
          .open(vertx, side, beside)
          .map(store -> WatchedStore.of(vertx, store, "memory", Duration.ofSeconds(60), LIMITS));
    }
  }
}
