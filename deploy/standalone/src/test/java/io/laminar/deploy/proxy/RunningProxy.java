package io.laminar.deploy.proxy;

import io.laminar.migration.codec.Format;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.proxy.Backend;
import io.laminar.migration.proxy.ProxyLimits;
import io.laminar.migration.proxy.ProxyOptions;
import io.laminar.migration.proxy.ProxyService;
import io.laminar.migration.proxy.keyspace.ClientKeys;
import io.laminar.migration.proxy.resp.RequestLimits;
import io.laminar.migration.route.Member;
import io.laminar.migration.store.EventLoop;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;

/** A proxy on a free port, with limits that a machine which is busy otherwise does not reach. */
final class RunningProxy implements AutoCloseable {

  static final StoreLimits STORE_LIMITS =
      new StoreLimits(Duration.ofSeconds(30), 20_000, Duration.ofDays(7));

  private static final int CLIENT_MILLIS = 120_000;

  private final Vertx vertx = Vertx.vertx();
  private final ProxyService service;

  private RunningProxy(Backend backend, String namespace) {
    var limits =
        new ProxyLimits(
            new RequestLimits(1 << 20, 1 << 16, 16 << 20),
            1_000,
            1_024,
            64 << 20,
            Duration.ofSeconds(100),
            Duration.ZERO,
            Duration.ofSeconds(30));
    var options =
        new ProxyOptions(
            "127.0.0.1",
            0,
            0,
            2,
            "",
            new ClientKeys("", namespace.length() + 1),
            Optional.empty(),
            limits);
    service = EventLoop.wait(ProxyService.start(vertx, options, backend));
  }

  /** Before one store. */
  static RunningProxy before(String address, String namespace, Format format) {
    var store = new StoreAddress(address, namespace, format);
    return new RunningProxy(Backend.of(store, STORE_LIMITS), namespace);
  }

  /** As part of a migration. */
  static RunningProxy of(Member member, String namespace) {
    return new RunningProxy(Backend.of(member), namespace);
  }

  int port() {
    return service.port();
  }

  Jedis client(RedisProtocol protocol) {
    return client(port(), protocol);
  }

  /** A client of whatever listens on a port of this machine. */
  static Jedis client(int port, RedisProtocol protocol) {
    return new Jedis(
        new HostAndPort("127.0.0.1", port),
        DefaultJedisClientConfig.builder().protocol(protocol).timeoutMillis(CLIENT_MILLIS).build());
  }

  @Override
  public void close() {
    EventLoop.wait(service.close());
    EventLoop.wait(vertx.close());
  }
}
