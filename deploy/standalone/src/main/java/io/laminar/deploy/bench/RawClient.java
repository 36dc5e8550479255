package io.laminar.deploy.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;

/** An engine's own client, without us, reading what a store wrote. Belongs to one event loop. */
interface RawClient {

  /** A get through the client's pool. */
  Future<?> pooled(String key);

  /** A get on one connection, behind those that are under way. */
  Future<?> pipelined(String key);

  Future<Void> close();

  /**
   * The client of the engine that an address names; empty where there is none to compare with.
   *
   * @param namespace of the store that wrote
   * @param inFlight how many gets may be under way
   */
  static Future<Optional<RawClient>> open(Vertx vertx, String uri, String namespace, int inFlight) {
    if (uri.startsWith("redis")) {
      return RawRedis.open(vertx, uri, namespace, inFlight).map(Optional::of);
    }
    if (uri.startsWith("postgres")) {
      return Future.succeededFuture(Optional.of(new RawPostgres(vertx, uri, namespace)));
    }
    return Future.succeededFuture(Optional.empty());
  }
}
