package io.laminar.deploy.stats;

import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.queue.EventQueue;
import io.laminar.stats.queue.FactSums;
import io.vertx.core.Future;
import java.util.Random;

/**
 * Sends notices as an exchange does: again, under the same id, until it is told that one is safe,
 * and now and then once more although it was. Adds a fact for each. On the installation's loop.
 */
final class Exchange {

  static final String CAMPAIGN = "c/ 1"; // not fit to be a key as it is

  private static final long PRICE = 1_000;
  private static final int EVERY_MILLIS = 5;
  private static final int AGAIN_MILLIS = 100;
  private static final int FACTS_AT_ONCE = 7;
  private static final int ONE_IN = 10;

  private final StatsInstallation here;
  private final EventQueue queue;
  private final Random random;
  private final FactSums.Cell requests;
  private final long timer;
  private volatile long notices;
  private volatile long facts;
  private volatile long open;

  Exchange(StatsInstallation here, EventQueue queue, long seed) {
    this.here = here;
    this.queue = queue;
    this.random = new Random(seed);
    this.requests =
        here.loop.call(() -> Future.succeededFuture(queue.sums().cell(Fact.REQUEST, "")));
    this.timer =
        here.loop.call(
            () -> Future.succeededFuture(here.vertx.setPeriodic(EVERY_MILLIS, tick -> next())));
  }

  /** Sends nothing new. */
  void stop() {
    here.loop.call(
        () -> {
          here.vertx.cancelTimer(timer);
          return Future.succeededFuture();
        });
  }

  /** True if every notice was acknowledged. */
  boolean isServed() {
    return open == 0;
  }

  /** Different notices that were sent. */
  long notices() {
    return notices;
  }

  long facts() {
    return facts;
  }

  private void next() {
    requests.add(FACTS_AT_ONCE);
    facts += FACTS_AT_ONCE;
    notices++;
    send(StatsInstallation.notice(NoticeKind.BILLING, "billing:" + notices, CAMPAIGN, PRICE));
  }

  private void send(Notice notice) {
    open++;
    queue
        .publish(notice)
        .onComplete(
            safe -> {
              open--;
              if (safe.failed()) {
                open++;
                here.vertx.setTimer(
                    AGAIN_MILLIS,
                    again -> {
                      open--;
                      send(notice);
                    });
              } else if (random.nextInt(ONE_IN) == 0) {
                send(notice);
              }
            });
  }
}
