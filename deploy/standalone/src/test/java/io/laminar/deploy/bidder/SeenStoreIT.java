package io.laminar.deploy.bidder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.laminar.bidder.frequency.History;
import io.laminar.bidder.frequency.Impression;
import io.laminar.bidder.frequency.RedisSeenStore;
import io.laminar.bidder.frequency.SeenBook;
import io.laminar.bidder.frequency.SeenKeeper;
import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.testkit.TestServers;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bidders learn from each other, through Redis, what users have seen. */
final class SeenStoreIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long NOW = System.currentTimeMillis();

  private final EmbeddedRedis redis = TestServers.ownRedis();
  private final Vertx vertx = Vertx.vertx();
  private final SeenBook here = bidder();
  private final SeenBook there = bidder();

  @AfterEach
  void stop() {
    vertx.close().await();
    redis.stop();
  }

  @Test
  void countsWhatAnotherBidderWasToldOnceHoweverOftenItWasTold() {
    for (int i = 0; i < 3; i++) {
      here.add(7, new Impression("c", "x", "b1", NOW));
      there.add(7, new Impression("c", "x", "b1", NOW));
    }
    here.add(7, new Impression("c", "y", "b2", NOW - 1_000));
    here.add(8, new Impression("c", "y", "b3", NOW));

    await().atMost(PATIENCE).until(() -> count(there, 7, "") == 2);
    assertThat(count(there, 7, "y")).isEqualTo(1);
    await().atMost(PATIENCE).until(() -> count(here, 8, "") == 1);
  }

  @Test
  void keepsWhatItIsToldWhileRedisIsAway() {
    await().atMost(PATIENCE).until(() -> here.find(7) != null);
    redis.kill();
    here.add(9, new Impression("c", "x", "b1", NOW));
    assertThat(there.find(9)).isNull();

    redis.start();

    await().atMost(PATIENCE).until(() -> count(there, 9, "") == 1);
    assertThat(here.lost()).isZero();
  }

  private SeenBook bidder() {
    var book = new SeenBook(1_000, Duration.ofMillis(200), System::nanoTime);
    var keeper =
        new SeenKeeper(
            book,
            loop -> RedisSeenStore.open(loop, redis.address(), Duration.ofSeconds(5)),
            System::currentTimeMillis,
            System::nanoTime);
    vertx.deployVerticle(keeper).await();
    return book;
  }

  private static int count(SeenBook book, long user, String creative) {
    History history = book.find(user);
    return history == null ? -1 : history.count("c", creative, NOW - 60_000);
  }
}
