package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedServer;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.redis.RedisLink;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.laminar.migration.weather.WeatherLimits;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stores as they are opened by their address, on servers in trouble. */
final class WeatherIT {

  private static final WeatherLimits WEATHER =
      new WeatherLimits(Duration.ofSeconds(2), 20, 5, 90, 50, Duration.ofSeconds(1), 80);

  private final EventLoop loop = new EventLoop();

  @AfterEach
  void close() {
    loop.close();
  }

  private Store open(EmbeddedServer server) {
    var address = new StoreAddress(server.address(), "weather", Format.ENVELOPE);
    var limits = new StoreLimits(Duration.ofMillis(500), 1_000, Duration.ofDays(7), WEATHER);
    return loop.call(() -> address.open(loop.vertx(), limits));
  }

  @Test
  void leavesAPausedRedisInPeaceAndComesBackByItself() {
    leavesInPeace(TestServers.ownRedis());
  }

  @Test
  void leavesAPausedMemcachedInPeaceAndComesBackByItself() {
    leavesInPeace(TestServers.ownMemcached());
  }

  private void leavesInPeace(EmbeddedServer server) {
    Store store = open(server);
    Awaitility.await().until(() -> answers(store) && store.weather().calls() > 0);
    assertThat(store.weather().circuitOpen()).isFalse();

    server.pause();
    try {
      Awaitility.await().until(() -> !answers(store) && store.weather().circuitOpen());
      assertThat(store.weather().good()).isFalse();
      assertThat(loop.failureOf(() -> store.get("k")))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
          .hasMessageContaining("127.0.0.1:" + server.port())
          .hasMessageContaining("got no answer within 2000 ms, the last: ")
          .hasMessageContaining("it is asked again every 100 ms");
    } finally {
      server.resume();
    }

    Awaitility.await().until(() -> !store.weather().circuitOpen() && answers(store));
    Awaitility.await().until(() -> store.weather().good());
    loop.call(store::close);
    server.stop();
  }

  @Test
  void isBadButStillReadWhenTheServerIsFull() {
    EmbeddedServer server = TestServers.ownRedis();
    Store store = open(server);
    Awaitility.await().until(() -> puts(store, 1));
    redis(server, "CONFIG", "SET", "maxmemory-policy", "noeviction");
    redis(server, "CONFIG", "SET", "maxmemory", "1");

    Awaitility.await().until(() -> !puts(store, 2) && !store.weather().good());

    assertThat(store.weather().circuitOpen()).isFalse();
    Awaitility.await().until(() -> answers(store));
    loop.call(store::close);
    server.stop();
  }

  private boolean answers(Store store) {
    return loop.call(() -> store.get("k").map(true).otherwise(false));
  }

  private boolean puts(Store store, long version) {
    return loop.call(
        () ->
            store
                .putIfNewer("k", Entry.of(Buffer.buffer("v"), version))
                .map(true)
                .otherwise(false));
  }

  private void redis(EmbeddedServer server, String... words) {
    Request request = Request.cmd(Command.create(words[0]));
    List.of(words).subList(1, words.length).forEach(request::arg);
    loop.call(
        () ->
            RedisLink.connected(loop.vertx(), server.address(), Duration.ofSeconds(30), 10)
                .compose(link -> link.send("configure", request).eventually(link::close)));
  }
}
