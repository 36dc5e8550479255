package io.laminar.deploy.bidder;

import io.laminar.migration.redis.RedisLink;
import io.laminar.migration.store.EventLoop;
import io.laminar.stats.canary.CanaryKey;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;

/** Puts canaries where bidders look for them, in place of the aggregator. */
final class Canaries {

  static final String KEY = CanaryKey.KEY.defaultText();

  private Canaries() {}

  /** A canary that lives so long. */
  static void sing(String redis, Duration ttl) {
    write(redis, value(), ttl);
  }

  /** A canary without a TTL. */
  static void singForEver(String redis) {
    send(redis, Request.cmd(Command.SET).arg(KEY).arg(value()));
  }

  /** Anything in the canary's place. */
  static void write(String redis, String value, Duration ttl) {
    send(redis, Request.cmd(Command.SET).arg(KEY).arg(value).arg("PX").arg(ttl.toMillis()));
  }

  /** Takes the canary away. */
  static void silence(String redis) {
    send(redis, Request.cmd(Command.DEL).arg(KEY));
  }

  private static String value() {
    long now = System.currentTimeMillis();
    return CanaryKey.of("bidder-it", now, now).encode();
  }

  private static void send(String redis, Request request) {
    try (var loop = new EventLoop()) {
      loop.call(
          () ->
              RedisLink.connected(loop.vertx(), redis, Duration.ofSeconds(5), 16)
                  .compose(link -> link.send("test", request).eventually(link::close)));
    }
  }
}
