package io.laminar.deploy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.SlowProxy;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.fleet.ControlStore;
import io.laminar.migration.fleet.ControlStoreContract;
import io.laminar.migration.fleet.Draft;
import io.laminar.migration.fleet.Identity;
import io.laminar.migration.fleet.PostgresControlStore;
import io.laminar.migration.store.EventLoop;
import io.vertx.core.Future;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class PostgresControlStoreIT extends ControlStoreContract {

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final String migration = "contract-" + NAMES.incrementAndGet();

  @Override
  protected Future<ControlStore> open(EventLoop loop) {
    return open(loop, TestServers.postgres(), Duration.ofSeconds(30));
  }

  private Future<ControlStore> open(EventLoop loop, String uri, Duration deadline) {
    return PostgresControlStore.open(
        loop.vertx(), new PostgresControlStore.Options(uri, "contract", migration, deadline));
  }

  @Test
  void isNotHeldUpByAMemberThatStandsStillInTheMiddleOfATransaction() {
    var server = URI.create(TestServers.postgres());
    try (var proxy = new SlowProxy(server.getPort());
        var loop = new EventLoop()) {
      String behind = TestServers.postgres().replace(":" + server.getPort(), ":" + proxy.port());
      ControlStore still = loop.call(() -> open(loop, behind, Duration.ofMinutes(10)));
      ControlStore other = loop.call(() -> open(loop));
      String hash =
          loop.call(
                  () ->
                      other.publish(
                          Identity.begin("other", "http://other"),
                          new Draft(0, "{}", "", false, false, "tester", "to be locked")))
              .hash();
      var locked = new AtomicBoolean();
      proxy.cutReplies(
          reply -> {
            if (reply.toString(StandardCharsets.ISO_8859_1).contains(hash)) {
              proxy.delayReplies(Duration.ofHours(1));
              locked.set(true);
            }
            return false;
          });

      loop.begin(() -> still.audit("still", "never written"));
      Awaitility.await().untilTrue(locked);

      assertThat(loop.call(() -> other.audit("other", "written")).what()).isEqualTo("written");
      loop.call(other::close);
    }
  }
}
