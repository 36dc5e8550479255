package io.laminar.migration.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A process that begins anew after its machine's clock was set back an hour. */
class ClockSetBackTest {

  private static final long BEFORE = HybridClock.atMicros(7_200_000_000L);

  private final EventLoop loop = new EventLoop();
  private final MemorySides sides = new MemorySides();
  private final HybridClock setBack = new HybridClock(() -> 3_600_000_000L);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test // race R18
  void keepsTheWritesAndDeletesThatItAcknowledges() {
    sides.data(Side.OLD).entries().put("k", Entry.of(Buffer.buffer("before"), BEFORE));
    sides.data(Side.OLD).entries().put("gone", Entry.of(Buffer.buffer("before"), BEFORE));
    Router router = join(Policy.only(Side.OLD));

    loop.call(() -> router.write("k", Buffer.buffer("after"), 0));
    loop.call(() -> router.delete("gone"));

    assertThat(loop.call(() -> router.get("k")).value()).isEqualTo(Buffer.buffer("after"));
    assertThat(loop.call(() -> router.get("gone")).tombstone()).isTrue();
  }

  @Test
  void writesBothStoresAnew() {
    for (Side side : Side.values()) {
      sides.data(side).entries().put("k", Entry.of(Buffer.buffer("before"), BEFORE));
    }
    Router router = join(Policy.strict(Side.NEW));

    loop.call(() -> router.write("k", Buffer.buffer("after"), 0));

    Entry old = sides.data(Side.OLD).entries().get("k");
    assertThat(old.value()).isEqualTo(Buffer.buffer("after"));
    assertThat(sides.data(Side.NEW).entries()).containsEntry("k", old);
  }

  private Router join(Policy policy) {
    var member = new Member(sides, setBack, 1, policy);
    return loop.call(() -> member.join(loop.vertx()));
  }
}
