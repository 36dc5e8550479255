package io.laminar.stats.canary;

import io.laminar.migration.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;

/** The canary's place in Redis. Belongs to the context it was opened on. */
public final class RedisPlace implements CanaryPlace {

  private static final int MAX_IN_FLIGHT = 16;

  private final RedisLink link;

  private RedisPlace(RedisLink link) {
    this.link = link;
  }

  /** Begins to connect and returns at once; connects again by itself whenever that is needed. */
  public static RedisPlace open(Vertx vertx, String uri, Duration deadline) {
    return new RedisPlace(RedisLink.open(vertx, uri, deadline, MAX_IN_FLIGHT));
  }

  @Override
  public Future<Void> put(String key, String value, Duration ttl) {
    Request set =
        Request.cmd(Command.SET).arg(key).arg(value).arg("PX").arg(Long.toString(ttl.toMillis()));
    return link.send("write the canary", set).mapEmpty();
  }

  @Override
  public Future<Void> close() {
    return link.close();
  }
}
