package io.laminar.migration.proxy;

import io.laminar.migration.proxy.keyspace.ClientKeys;
import io.laminar.migration.proxy.resp.RequestLimits;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.Side;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A proxy as a member of a migration between two stores in memory, and its clients. */
final class TestProxy implements AutoCloseable {

  static final ProxyLimits LIMITS =
      new ProxyLimits(
          new RequestLimits(1 << 20, 10_000, 4 << 20),
          100,
          64,
          8 << 20,
          Duration.ofMinutes(2),
          Duration.ZERO,
          Duration.ofSeconds(30));

  final MemorySides sides = new MemorySides();
  final HybridClock clock = HybridClock.system();
  final Member member = new Member(sides, clock, 1, Policy.only(Side.OLD));
  private final Vertx vertx = Vertx.vertx();
  private final List<RespClient> clients = new ArrayList<>();
  private ProxyService service;

  TestProxy() {
    this(options(LIMITS));
  }

  TestProxy(ProxyOptions options) {
    service = EventLoop.wait(ProxyService.start(vertx, options, member));
  }

  static ProxyOptions options(ProxyLimits limits) {
    return options(limits, "", "", Optional.empty());
  }

  static ProxyOptions options(
      ProxyLimits limits, String password, String prefix, Optional<ProxyOptions.Tls> tls) {
    return new ProxyOptions("127.0.0.1", 0, 0, 2, password, new ClientKeys(prefix, 8), tls, limits);
  }

  static ProxyLimits limits(int connections, int inFlight, int output, Duration deadline) {
    return new ProxyLimits(
        LIMITS.request(),
        connections,
        inFlight,
        output,
        deadline,
        Duration.ZERO,
        Duration.ofSeconds(30));
  }

  ProxyService service() {
    return service;
  }

  /** The store that is read and written until the policy changes. */
  MemoryStore.Server old() {
    return sides.data(Side.OLD);
  }

  RespClient client() {
    var client = new RespClient(service.port());
    clients.add(client);
    return client;
  }

  void install(Policy policy) {
    EventLoop.wait(member.install(policy));
  }

  Future<Void> beginClose() {
    return service.close();
  }

  @Override
  public void close() {
    clients.forEach(RespClient::close);
    EventLoop.wait(service.close());
    EventLoop.wait(vertx.close());
  }
}
