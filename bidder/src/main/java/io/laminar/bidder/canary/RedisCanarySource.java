package io.laminar.bidder.canary;

import io.laminar.migration.redis.RedisLink;
import io.laminar.stats.canary.CanaryKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;

/**
 * The canary in Redis, over a connection of its own: the profiles' connection may be busy, moved or
 * given up without this one noticing. Value and remaining life are asked for in one round trip.
 * Belongs to the context it was opened on.
 */
final class RedisCanarySource implements CanarySource {

  private static final long SHORTEST_DEADLINE_MILLIS = 100;
  private static final int MAX_IN_FLIGHT = 16;
  private static final long NO_EXPIRY = -1;

  private final RedisLink link;
  private final String key;
  private final String bidder;

  private RedisCanarySource(RedisLink link, String key, String bidder) {
    this.link = link;
    this.key = key;
    this.bidder = bidder;
  }

  /** Begins to connect and returns at once; until there is a connection, looks fail. */
  static RedisCanarySource open(Vertx vertx, WatchOptions options) {
    Duration deadline =
        Duration.ofMillis(Math.max(SHORTEST_DEADLINE_MILLIS, options.checkInterval().toMillis()));
    return new RedisCanarySource(
        RedisLink.open(vertx, options.redis(), deadline, MAX_IN_FLIGHT),
        options.key(),
        options.bidder());
  }

  @Override
  public Future<Sighting> look() {
    List<Request> question =
        List.of(Request.cmd(Command.GET).arg(key), Request.cmd(Command.PTTL).arg(key));
    return link.sendAll("look for the canary", question)
        .map(answers -> sighting(answers.get(0), answers.get(1).toLong()));
  }

  /** Lets go of the connection. */
  Future<Void> close() {
    return link.close();
  }

  private Sighting sighting(Response value, long remainingMillis) {
    if (remainingMillis == NO_EXPIRY) {
      return Sighting.none("key " + key + " never expires, so it proves nothing; who wrote it?");
    }
    if (value == null || remainingMillis <= 0) {
      return Sighting.NONE;
    }
    try {
      CanaryKey canary = CanaryKey.decode(value.toString());
      return canary.standsFor(bidder)
          ? Sighting.of(remainingMillis, canary.committedMillis())
          : Sighting.none(
              "the canary stands for other bidders: no heartbeat of "
                  + bidder
                  + " has come through lately");
    } catch (IllegalArgumentException e) {
      return Sighting.none("key " + key + " holds no canary: " + e.getMessage());
    }
  }
}
