package io.laminar.deploy.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** An engine's own client, without us, reading what a store wrote. Belongs to one event loop. */
interface RawClient {

  /** True if the client hands out connections of a pool. */
  boolean pools();

  /** True if it sends further questions on a connection before the first is answered. */
  boolean pipelines();

  /** A get through the client's pool. */
  Future<?> pooled(String key);

  /** A get on one connection, behind those that are under way. */
  Future<?> pipelined(String key);

  /** A get by a caller who is alone. */
  default Future<?> single(String key) {
    return pipelines() ? pipelined(key) : pooled(key);
  }

  Future<Void> close();

  /**
   * The client of the engine that an address names.
   *
   * @param namespace of the store that wrote
   * @param inFlight how many gets may be under way
   */
  static Future<RawClient> open(Vertx vertx, String uri, String namespace, int inFlight) {
    return switch (BenchEngine.at(uri)) {
      case REDIS -> RawRedis.open(vertx, uri, namespace, inFlight);
      case MEMCACHED -> RawMemcached.open(vertx, uri, namespace);
      case POSTGRES -> Future.succeededFuture(new RawPostgres(vertx, uri, namespace));
      case REDSHIFT ->
          Future.succeededFuture(
              new RawPostgres(vertx, uri.replaceFirst("^redshift:", "postgresql:"), namespace));
      case DYNAMODB -> RawDynamoDb.open(vertx, uri, namespace, inFlight);
      case COUCHBASE -> RawCouchbase.open(vertx, uri, namespace);
    };
  }
}
