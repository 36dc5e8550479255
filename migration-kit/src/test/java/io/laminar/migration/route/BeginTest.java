package io.laminar.migration.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.selector.Selector;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.StoreException;
import io.vertx.core.buffer.Buffer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process begins while one of the stores is away. */
final class BeginTest {

  private static final Buffer VALUE = Buffer.buffer("v");

  private final EventLoop loop = new EventLoop();
  private final MemorySides sides = new MemorySides();

  @BeforeEach
  void plant() {
    for (Side side : Side.values()) {
      sides.data(side).entries().put("k", Entry.of(VALUE, 1));
    }
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private Member member(Policy policy) {
    return new Member(sides, HybridClock.system(), 1, policy);
  }

  private Router join(Member member) {
    return loop.call(() -> member.join(loop.vertx()));
  }

  private boolean isMarked(Side authority, String key) {
    return sides.server(authority, "dirty").entries().containsKey(key);
  }

  private void awaitBack(Member member, Side side) {
    sides.heal(side);
    Awaitility.await().until(() -> member.trouble().isEmpty());
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void servesFromTheAuthorityAndJournalsWhatTheOtherMisses(Side authority) {
    Side away = authority.other();
    sides.takeDown(away);
    Member member = member(Policy.both(authority).comparing());
    Router router = join(member);

    assertThat(loop.call(() -> router.get("k")).value()).isEqualTo(VALUE);
    loop.call(() -> router.write("k", Buffer.buffer("newer"), 0));

    assertThat(isMarked(authority, "k")).isTrue();
    assertThat(member.lostMarks()).isZero();
    assertThat(member.trouble().orElseThrow())
        .contains("the " + away + " store does not answer: not connected yet");
    awaitBack(member, away);
    loop.call(() -> router.write("l", VALUE, 0));
    assertThat(sides.data(away).entries()).containsKey("l");
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void refusesAWriteThatMustBeInBothAndStillReads(Side read) {
    Side away = read.other();
    sides.takeDown(away);
    Member member = member(Policy.strict(read));
    Router router = join(member);

    assertThat(loop.call(() -> router.get("k")).value()).isEqualTo(VALUE);
    assertThat(loop.failureOf(() -> router.write("k", Buffer.buffer("newer"), 0)))
        .isInstanceOfSatisfying(
            StoreException.class,
            refusal -> assertThat(refusal.kind()).isEqualTo(StoreException.Kind.UNREACHABLE));

    assertThat(loop.call(() -> router.get("k")).value()).isEqualTo(VALUE);
    assertThat(isMarked(read, "k")).isTrue();
    awaitBack(member, away);
    loop.call(() -> router.write("k", Buffer.buffer("newer"), 0));
    assertThat(sides.data(away).entries().get("k").value()).isEqualTo(Buffer.buffer("newer"));
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void doesNotBeginWithoutAStoreThatReadsNeed(Side away) {
    sides.takeDown(away);

    assertThat(loop.failureOf(() -> member(Policy.both(away)).join(loop.vertx())))
        .isInstanceOf(StoreException.class);
    Policy newest = Policy.of(new ReadPolicy.NewestOfBoth(), new WritePolicy.Strict(Side.OLD));
    assertThat(loop.failureOf(() -> member(newest).join(loop.vertx())))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void readsOldWhereTheWeatherDecidesAndTheNewStoreIsAway() {
    sides.takeDown(Side.NEW);
    Member member =
        member(Policy.strict(Side.OLD).except(new Selector.Weather(), Policy.strict(Side.NEW)));

    Router router = join(member);

    assertThat(loop.call(() -> router.get("k")).value()).isEqualTo(VALUE);
  }

  @Test
  void goesBackWithoutTheStoreThatIsAwayAndOnOnlyWithIt() {
    sides.takeDown(Side.NEW);
    Member member = member(Policy.both(Side.OLD).comparing());
    Router router = join(member);

    assertThat(loop.failureOf(() -> member.install(Policy.strict(Side.NEW))))
        .isInstanceOf(StoreException.class);
    assertThat(member.policy()).isEqualTo(Policy.both(Side.OLD).comparing());
    EventLoop.wait(member.install(Policy.both(Side.OLD)));
    EventLoop.wait(member.install(Policy.only(Side.OLD)));
    EventLoop.wait(member.install(Policy.both(Side.OLD)));

    sides.heal(Side.NEW);
    EventLoop.wait(member.install(Policy.strict(Side.NEW)));
    assertThat(loop.call(() -> router.get("k")).value()).isEqualTo(VALUE);
  }
}
