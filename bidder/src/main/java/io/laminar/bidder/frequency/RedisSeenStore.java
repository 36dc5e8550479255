package io.laminar.bidder.frequency;

import io.laminar.bidder.campaign.FrequencyCap;
import io.laminar.migration.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sorted set for each user: members are impressions, scores their instants. Adding is idempotent,
 * since the bid's id is part of the member; the set is cut to the newest and forgotten when the
 * longest cap is over. Needs Redis 6.2. Belongs to the context it was opened on.
 */
public final class RedisSeenStore implements SeenStore {

  private static final String PREFIX = "laminar:seen:";
  private static final char SEPARATOR = '/';
  private static final int KEPT = 2 * FrequencyCap.MOST;
  private static final int MAX_IN_FLIGHT = 10_000;

  private final RedisLink link;

  private RedisSeenStore(RedisLink link) {
    this.link = link;
  }

  /** Begins to connect and returns at once; until there is a connection, everything fails. */
  public static RedisSeenStore open(Vertx vertx, String uri, Duration deadline) {
    return new RedisSeenStore(RedisLink.open(vertx, uri, deadline, MAX_IN_FLIGHT));
  }

  @Override
  public Future<List<History>> load(List<Long> users, long nowMillis) {
    long oldest = nowMillis - FrequencyCap.LONGEST.toMillis();
    List<Request> requests = new ArrayList<>();
    for (Long user : users) {
      requests.add(
          Request.cmd(Command.ZRANGE)
              .arg(key(user))
              .arg("(" + oldest)
              .arg("+inf")
              .arg("BYSCORE")
              .arg("WITHSCORES"));
    }
    return link.sendAll("load what users have seen", requests)
        .map(answers -> answers.stream().map(RedisSeenStore::history).toList());
  }

  @Override
  public Future<Void> add(List<Sight> sights, long nowMillis) {
    Map<Long, Request> addByUser = new LinkedHashMap<>();
    for (Sight sight : sights) {
      Impression seen = sight.impression();
      addByUser
          .computeIfAbsent(sight.user(), user -> Request.cmd(Command.ZADD).arg(key(user)))
          .arg(seen.atMillis())
          .arg(seen.campaignId() + SEPARATOR + seen.creativeId() + SEPARATOR + seen.bidId());
    }
    List<Request> requests = new ArrayList<>();
    addByUser.forEach(
        (user, add) -> {
          requests.add(add);
          requests.add(Request.cmd(Command.ZREMRANGEBYRANK).arg(key(user)).arg(0).arg(-KEPT - 1));
          requests.add(
              Request.cmd(Command.PEXPIRE).arg(key(user)).arg(FrequencyCap.LONGEST.toMillis()));
        });
    return link.sendAll("add what users have seen", requests).mapEmpty();
  }

  @Override
  public Future<Void> close() {
    return link.close();
  }

  private static String key(long user) {
    return PREFIX + Long.toUnsignedString(user, Character.MAX_RADIX);
  }

  /** RESP2 answers members and scores in turns, RESP3 pairs of them. */
  private static History history(Response answer) {
    List<Impression> impressions = new ArrayList<>();
    for (int i = 0; i < answer.size(); i++) {
      Response item = answer.get(i);
      boolean pair = item.type() == ResponseType.MULTI;
      String member = pair ? item.get(0).toString() : item.toString();
      String score = pair ? item.get(1).toString() : answer.get(++i).toString();
      String[] parts = member.split("/", 3);
      if (parts.length == 3) {
        impressions.add(
            new Impression(parts[0], parts[1], parts[2], (long) Double.parseDouble(score)));
      }
    }
    return new History(impressions);
  }
}
