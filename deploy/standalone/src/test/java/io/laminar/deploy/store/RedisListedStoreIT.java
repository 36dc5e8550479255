package io.laminar.deploy.store;

import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.redis.RedisLink;
import io.laminar.migration.redis.RedisStore;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreContract;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The contract on a Redis store that lists its keys, as journals do. */
final class RedisListedStoreIT extends StoreContract {

  private static final String URI = TestServers.redis() + "/8";
  private static final String PREFIX = "listed:";

  private RedisLink raw;

  @Override
  protected Future<Store> open(Vertx vertx) {
    Future<Void> emptied =
        store != null
            ? Future.succeededFuture() // a second connection within a test
            : RedisLink.connected(vertx, URI, Duration.ofSeconds(30), 1_000)
                .compose(
                    link -> {
                      raw = link;
                      return link.send("empty", Request.cmd(Command.FLUSHDB)).mapEmpty();
                    });
    return emptied.compose(
        done ->
            RedisStore.open(
                vertx,
                new RedisStore.Options(
                    URI,
                    PREFIX,
                    Format.ENVELOPE,
                    Duration.ofSeconds(30),
                    10_000,
                    Duration.ofDays(7),
                    true)));
  }

  @AfterEach
  void closeLink() {
    loop.call(raw::close);
  }

  /** Nothing lists what somebody else has put there, so that is done here as well. */
  @Override
  protected void plantLegacy(String key, Buffer value) {
    List<Request> commands =
        List.of(
            Request.cmd(Command.SET).arg(PREFIX + key).arg(value),
            Request.cmd(Command.ZADD).arg(PREFIX + " keys").arg(0).arg(PREFIX + key));
    loop.call(() -> raw.sendAll("plant", commands));
  }
}
