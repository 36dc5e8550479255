package io.laminar.migration.proxy;

import io.laminar.migration.proxy.command.Commands;
import io.laminar.migration.proxy.command.Installation;
import io.laminar.migration.proxy.keyspace.Scans;
import io.laminar.migration.route.Member;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A proxy that speaks Redis's protocol, RESP2 and RESP3, on one port from several event loops, each
 * with a store of its own. Thread-safe.
 */
public final class ProxyService {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyService.class);

  /**
   * Names for "any free port", one for each service of a Vertx; far from those of other services.
   */
  private static final AtomicInteger ANY_PORTS = new AtomicInteger(1_000_000);

  /** Places of scans that are kept; a place is small. */
  private static final int SCANS = 16_384;

  private final Vertx vertx;
  private final ProxyOptions options;
  private final Backend backend;
  private final Commands commands = new Commands();
  private final ProxyMetrics metrics = new ProxyMetrics(commands.names());
  private final Operations operations;
  private final List<ProxyLoop> loops = new CopyOnWriteArrayList<>();
  private final Deque<String> deployments = new ConcurrentLinkedDeque<>();
  private final AtomicReference<Promise<Void>> closing = new AtomicReference<>();
  private final long startedNanos = System.nanoTime();
  private volatile int port;

  private ProxyService(Vertx vertx, ProxyOptions options, Backend backend) {
    this.vertx = vertx;
    this.options = options;
    this.backend = backend;
    this.operations = new Operations(options, metrics, () -> loops.get(0).check());
  }

  /**
   * Starts a proxy as part of a migration.
   *
   * @param member whose routers the clients' commands go through, one for each event loop
   * @return done when it answers; fails, with everything closed again, if a store cannot be
   *     reached, a port is taken or a certificate cannot be read
   */
  public static Future<ProxyService> start(Vertx vertx, ProxyOptions options, Member member) {
    return start(vertx, options, Backend.of(member));
  }

  /** Starts a proxy before something else, such as one store that stays. */
  public static Future<ProxyService> start(Vertx vertx, ProxyOptions options, Backend backend) {
    var service = new ProxyService(vertx, options, backend);
    return service
        .open()
        .map(service)
        .recover(failure -> service.close().transform(closed -> Future.failedFuture(failure)));
  }

  /** The port that clients connect to. */
  public int port() {
    return port;
  }

  /** The port that metrics and health are told on. */
  public int metricsPort() {
    return operations.port();
  }

  /**
   * Takes nothing new, answers what is under way within the drain timeout, and lets go of all
   * connections. Further calls give the same future.
   */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    if (closing.compareAndSet(null, closed)) {
      undeployNext()
          .onComplete(
              done -> {
                metrics.close();
                closed.handle(done);
              });
    }
    return closing.get().future();
  }

  private Future<Void> open() {
    var shared =
        new ProxyLoop.Shared(
            options,
            options.port() == 0 ? -ANY_PORTS.incrementAndGet() : options.port(),
            backend,
            commands,
            installation(),
            metrics,
            new AtomicLong());
    return vertx
        .deployVerticle(
            () -> {
              var loop = new ProxyLoop(shared, actual -> port = actual);
              loops.add(loop);
              return loop;
            },
            new DeploymentOptions().setInstances(options.loops()))
        .onSuccess(deployments::push)
        .compose(served -> vertx.deployVerticle(operations))
        .onSuccess(deployments::push)
        .mapEmpty();
  }

  private Installation installation() {
    return new Installation(
        options.password(),
        options.keys(),
        new Scans(SCANS, new SplittableRandom()),
        new ConcurrentHashMap<>(),
        this::info,
        Map.of(
            "save", "",
            "appendonly", "no",
            "databases", "1",
            "maxmemory", "0",
            "timeout", Long.toString(options.limits().idleTimeout().toSeconds()),
            "maxclients", Integer.toString(options.limits().maxConnections()),
            "proto-max-bulk-len", Integer.toString(options.limits().request().wordBytes())));
  }

  private Map<String, JsonObject> info() {
    Map<String, JsonObject> sections = new LinkedHashMap<>();
    sections.put(
        "Server",
        new JsonObject()
            .put("redis_version", Commands.SPEAKS_LIKE)
            .put("server_name", "laminar")
            .put("redis_mode", "standalone")
            .put("process_id", ProcessHandle.current().pid())
            .put("tcp_port", port)
            .put("uptime_in_seconds", (System.nanoTime() - startedNanos) / 1_000_000_000));
    sections.put(
        "Clients",
        new JsonObject()
            .put("connected_clients", metrics.connections())
            .put("maxclients", options.limits().maxConnections()));
    sections.put(
        "Stats",
        new JsonObject()
            .put("total_connections_received", metrics.accepted())
            .put("total_commands_processed", metrics.commands()));
    sections.put("Replication", new JsonObject().put("role", "master"));
    return sections;
  }

  /** The last that was deployed first; one that cannot be closed does not keep the others. */
  private Future<Void> undeployNext() {
    if (deployments.isEmpty()) {
      return Future.succeededFuture();
    }
    return vertx
        .undeploy(deployments.pop())
        .transform(
            undeployed -> {
              if (undeployed.failed()) {
                LOG.warn("a part of the proxy could not be closed", undeployed.cause());
              }
              return undeployNext();
            });
  }
}
