package io.laminar.migration.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.weather.WatchedStore;
import io.laminar.migration.weather.WeatherLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class MemberWeatherTest {

  private static final WeatherLimits LIMITS =
      new WeatherLimits(Duration.ofSeconds(2), 20, 5, 50, 25, Duration.ZERO, 80);

  private final MemorySides sides = new MemorySides();
  private final Member member =
      new Member(this::watched, HybridClock.system(), 1, Policy.only(Side.OLD));

  @Test
  void knowsOnlyTheStoresThatAreOpen() {
    try (var loop = new EventLoop()) {
      assertThat(member.weather()).isEmpty();

      loop.call(() -> member.join(loop.vertx()));
      assertThat(member.weather())
          .extracting(SideWeather::side, SideWeather::store)
          .containsExactly(tuple(Side.OLD, "memory:old"));

      EventLoop.wait(member.install(Policy.both(Side.OLD)));
      assertThat(member.weather())
          .extracting(SideWeather::side)
          .containsExactly(Side.OLD, Side.NEW);
    }
  }

  @Test
  void isBadForASideWhenOneOfItsLoopsSeesNoAnswer() {
    try (var first = new EventLoop();
        var second = new EventLoop()) {
      first.call(() -> member.join(first.vertx()));
      Router silent = second.call(() -> member.join(second.vertx()));
      sides.data(Side.OLD).setFault(operation -> Future.failedFuture(late(operation)));

      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(5))
          .untilAsserted(
              () -> {
                second.failureOf(() -> silent.get("k"));
                assertThat(member.weather())
                    .singleElement()
                    .satisfies(old -> assertThat(old.weather().good()).isFalse());
              });

      assertThat(silent.weather().good()).isFalse();
    }
  }

  private static StoreException late(String operation) {
    return new StoreException(StoreException.Kind.LATE, "memory", operation, "silent", null);
  }

  private Future<Store> watched(Vertx vertx, Side side, String beside) {
    return sides
        .open(vertx, side, beside)
        .map(store -> WatchedStore.of(vertx, store, "memory", Duration.ofSeconds(60), LIMITS));
  }
}
