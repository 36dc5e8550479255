package io.laminar.deploy.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;

/** The Vert.x Redis client; the pool has the client's default size, but nobody is turned away. */
final class RawRedis implements RawClient {

  private final Redis pool;
  private final RedisConnection connection;
  private final String prefix;

  private RawRedis(Redis pool, RedisConnection connection, String prefix) {
    this.pool = pool;
    this.connection = connection;
    this.prefix = prefix;
  }

  static Future<RawClient> open(Vertx vertx, String uri, String namespace, int inFlight) {
    Redis pool =
        Redis.createClient(
            vertx,
            new RedisOptions()
                .setConnectionString(uri)
                .setMaxPoolWaiting(inFlight)
                .setMaxWaitingHandlers(2 * inFlight));
    return pool.connect().map(connection -> new RawRedis(pool, connection, namespace + ":"));
  }

  @Override
  public boolean pools() {
    return true;
  }

  @Override
  public boolean pipelines() {
    return true;
  }

  @Override
  public Future<?> pooled(String key) {
    return pool.send(get(key));
  }

  @Override
  public Future<?> pipelined(String key) {
    return connection.send(get(key));
  }

  @Override
  public Future<Void> close() {
    return connection.close().eventually(pool::close);
  }

  private Request get(String key) {
    return Request.cmd(Command.GET).arg(prefix + key);
  }
}
