package io.laminar.deploy.profiles;

import io.laminar.bidder.profile.Profile;
import io.laminar.bidder.profile.ProfileCodec;
import io.laminar.load.user.UserIds;
import io.laminar.migration.redis.RedisLink;
import io.laminar.migration.scan.Loop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** The users' profiles: what each of them holds, and how an old system would have stored them. */
public final class Profiles {

  private static final List<String> SEGMENTS = SampleSegments.all();
  private static final List<String> COUNTRIES =
      List.of("USA", "USA", "USA", "USA", "GBR", "DEU", "FRA", "CAN", "BRA", "JPN", "");
  private static final int BATCH = 2_000;

  private Profiles() {}

  /**
   * The profile of a user after so many updates.
   *
   * @param user from 0
   * @param updates from 0
   */
  public static Buffer of(int user, long updates) {
    var random = new Random(user * 31L + updates);
    List<String> segments = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      segments.add(SEGMENTS.get(random.nextInt(SEGMENTS.size())));
    }
    String country = COUNTRIES.get(random.nextInt(COUNTRIES.size()));
    return ProfileCodec.encode(
        new Profile(UserIds.of(user), segments.stream().distinct().toList(), country, updates));
  }

  /** Stores profiles as bare JSON under {@code namespace:user}, as before any migration. */
  public static Future<Void> seed(Vertx vertx, String redis, String namespace, int count) {
    return RedisLink.connected(vertx, redis, Duration.ofSeconds(10), 2 * BATCH)
        .compose(
            link -> {
              var next = new AtomicInteger();
              return Loop.until(
                      () -> {
                        int from = next.getAndAdd(BATCH);
                        return from >= count
                            ? Future.succeededFuture(true)
                            : seedSome(link, namespace, from, Math.min(count, from + BATCH));
                      })
                  .eventually(link::close);
            });
  }

  private static Future<Boolean> seedSome(RedisLink link, String namespace, int from, int to) {
    List<Request> sets = new ArrayList<>(to - from);
    for (int user = from; user < to; user++) {
      sets.add(Request.cmd(Command.SET).arg(namespace + ":" + UserIds.of(user)).arg(of(user, 0)));
    }
    return link.sendAll("seed profiles", sets).map(false);
  }
}
