package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Side;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HousekeepingRestTest {

  private static final long SEARCH_MILLIS = 200;

  @Test
  void restsNineTimesAsLongAsASearchForMarksTookThatFoundNone() {
    var sides = new MemorySides();
    var options =
        new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofMillis(20), Duration.ofMillis(40));
    try (var home = new EventLoop()) {
      Ladder ladder =
          home.call(
              () ->
                  Ladder.open(
                      home.vertx(),
                      options,
                      sides,
                      new MemoryStore(home.vertx(), new MemoryStore.Server(), "control"),
                      HybridClock.system()));
      List<Long> begun = new CopyOnWriteArrayList<>();
      List<Long> ended = new CopyOnWriteArrayList<>();
      sides
          .server(Side.OLD, "dirty")
          .setFault(
              operation -> {
                if (!operation.equals("scan")) {
                  return Future.succeededFuture();
                }
                begun.add(System.nanoTime());
                return home.vertx()
                    .timer(SEARCH_MILLIS)
                    .<Void>mapEmpty()
                    .onSuccess(waited -> ended.add(System.nanoTime()));
              });
      EventLoop.wait(ladder.walkTo("S1"));

      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> begun.size() >= 3);

      for (int search = 1; search < 3; search++) {
        long rested = begun.get(search) - ended.get(search - 1);
        assertThat(Duration.ofNanos(rested))
            .isGreaterThanOrEqualTo(Duration.ofMillis(8 * SEARCH_MILLIS));
      }
      EventLoop.wait(ladder.close());
    }
  }
}
