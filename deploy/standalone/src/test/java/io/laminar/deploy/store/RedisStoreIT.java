package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.redis.RedisLink;
import io.laminar.migration.redis.RedisStore;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreContract;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract on a real Redis, and what only Redis can get wrong. */
final class RedisStoreIT extends StoreContract {

  private static final String URI = TestServers.redis() + "/9";
  private static final String PREFIX = "contract[*]:"; // a prefix that looks like a pattern

  private RedisLink raw;

  @Override
  protected Future<Store> open(Vertx vertx) {
    Future<Void> emptied =
        store != null
            ? Future.succeededFuture() // a second connection within a test
            : RedisLink.connected(vertx, URI, Duration.ofSeconds(5), 1_000)
                .compose(
                    link -> {
                      raw = link;
                      return link.send("empty", Request.cmd(Command.FLUSHDB)).mapEmpty();
                    });
    return emptied.compose(done -> RedisStore.open(vertx, options(Format.ENVELOPE)));
  }

  private static RedisStore.Options options(Format format) {
    return new RedisStore.Options(
        URI, PREFIX, format, Duration.ofSeconds(5), 10_000, Duration.ofDays(7));
  }

  @BeforeEach
  void plantForeignKeys() {
    redis(Request.cmd(Command.SET).arg("contractX:foreign").arg("not ours"));
    redis(Request.cmd(Command.LPUSH).arg(PREFIX + "list").arg("not a string"));
  }

  @AfterEach
  void closeLink() {
    loop.call(raw::close);
  }

  @Override
  protected void plantLegacy(String key, Buffer value) {
    redis(Request.cmd(Command.SET).arg(PREFIX + key).arg(value));
  }

  private Response redis(Request request) {
    return loop.call(() -> raw.send("test", request));
  }

  @Test
  void letsRedisRemoveExpiredEntriesAndOldTombstonesItself() {
    long expiresAt = System.currentTimeMillis() + 60_000;
    put("value", Entry.of(Buffer.buffer("v"), 7, expiresAt));
    put("deleted", Entry.tombstone(8));

    assertThat(redis(Request.cmd(Command.PTTL).arg(PREFIX + "value")).toLong())
        .isBetween(50_000L, 60_000L);
    assertThat(redis(Request.cmd(Command.TTL).arg(PREFIX + "deleted")).toLong())
        .isBetween(7 * 86_400L - 60, 7 * 86_400L);
  }

  @Test
  void carriesTheExpiryOfABareValue() {
    plantLegacy("k", Buffer.buffer("bare"));
    redis(Request.cmd(Command.PEXPIRE).arg(PREFIX + "k").arg(90_000));

    assertThat(getAll("k").get(0).expiresAt())
        .isBetween(System.currentTimeMillis() + 80_000, System.currentTimeMillis() + 90_000);
  }

  @Test
  void writesBareValuesInThePlainFormatAndDeletesThemWithoutATrace() {
    Store plain = loop.call(() -> RedisStore.open(loop.vertx(), options(Format.PLAIN)));

    loop.call(() -> plain.putIfNewer("k", value("bare", 7)));
    assertThat(redis(Request.cmd(Command.GET).arg(PREFIX + "k")).toString()).isEqualTo("bare");

    loop.call(() -> plain.putIfNewer("k", Entry.tombstone(8)));
    assertThat(redis(Request.cmd(Command.EXISTS).arg(PREFIX + "k")).toInteger()).isZero();
    loop.call(plain::close);
  }

  @Test
  void refusesAKeyThatHoldsSomethingElseThanAString() {
    assertThat(loop.failureOf(() -> store.getAll(java.util.List.of("list"))))
        .hasMessageContaining("WRONGTYPE")
        .hasMessageContaining("redis://");
    assertThat(loop.failureOf(() -> store.putIfNewer("list", value("v", 1))))
        .hasMessageContaining("WRONGTYPE");
  }

  @Test
  void knowsItsScriptsAgainAfterTheServerForgotThem() {
    put("k", value("v1", 1));
    redis(Request.cmd(Command.SCRIPT).arg("FLUSH"));

    assertThat(put("k", value("v2", 2))).isTrue();
  }
}
