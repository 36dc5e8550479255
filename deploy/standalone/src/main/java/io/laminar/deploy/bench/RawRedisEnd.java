package io.laminar.deploy.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/** The Vert.x Redis client: {@code SCAN} and {@code MGET}; {@code SET}s back to back. */
final class RawRedisEnd implements RawEnd {

  private static final int MAX_WAITING = 100_000;
  private static final String BEGIN = "0";

  private final Redis client;
  private final RedisConnection connection;
  private final String prefix;

  private RawRedisEnd(Redis client, RedisConnection connection, String prefix) {
    this.client = client;
    this.connection = connection;
    this.prefix = prefix;
  }

  static Future<RawEnd> open(Vertx vertx, String uri, String prefix) {
    Redis client =
        Redis.createClient(
            vertx, new RedisOptions().setConnectionString(uri).setMaxWaitingHandlers(MAX_WAITING));
    return client.connect().map(connection -> new RawRedisEnd(client, connection, prefix));
  }

  @Override
  public Future<Page> read(String from, int limit) {
    return connection
        .send(
            Request.cmd(Command.SCAN)
                .arg(from.isEmpty() ? BEGIN : from)
                .arg("MATCH")
                .arg(prefix + "*")
                .arg("COUNT")
                .arg(limit))
        .compose(
            scanned -> {
              String cursor = scanned.get(0).toString();
              return values(scanned.get(1), cursor.equals(BEGIN) ? "" : cursor);
            });
  }

  private Future<Page> values(Response found, String next) {
    if (found.size() == 0) {
      return Future.succeededFuture(new Page(List.of(), List.of(), next));
    }
    Request mget = Request.cmd(Command.MGET);
    List<String> keys = new ArrayList<>(found.size());
    for (int i = 0; i < found.size(); i++) {
      String fullKey = found.get(i).toString();
      mget.arg(fullKey);
      keys.add(fullKey.substring(prefix.length()));
    }
    return connection
        .send(mget)
        .map(
            answer -> {
              List<Buffer> values = new ArrayList<>(answer.size());
              for (int i = 0; i < answer.size(); i++) {
                values.add(answer.get(i).toBuffer());
              }
              return new Page(keys, values, next);
            });
  }

  @Override
  public Future<?> write(Page page) {
    List<Request> sets = new ArrayList<>(page.keys().size());
    for (int i = 0; i < page.keys().size(); i++) {
      sets.add(Request.cmd(Command.SET).arg(prefix + page.keys().get(i)).arg(page.values().get(i)));
    }
    return sets.isEmpty() ? Future.succeededFuture() : connection.batch(sets);
  }

  @Override
  public Future<Long> count() {
    return connection.send(Request.cmd(Command.DBSIZE)).map(Response::toLong);
  }

  @Override
  public Future<?> empty() {
    return connection.send(Request.cmd(Command.FLUSHALL));
  }

  @Override
  public Future<Void> close() {
    return connection.close().eventually(client::close);
  }
}
