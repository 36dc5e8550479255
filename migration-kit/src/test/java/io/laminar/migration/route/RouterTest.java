package io.laminar.migration.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RouterTest {

  private final EventLoop loop = new EventLoop();
  private final MemorySides sides = new MemorySides();
  private final Member member = new Member(sides, HybridClock.system(), 1, Policy.only(Side.OLD));

  @AfterEach
  void close() {
    loop.close();
  }

  private Router join(Policy policy) {
    EventLoop.wait(member.install(policy));
    return loop.call(() -> member.join(loop.vertx()));
  }

  private void write(Router router, String text) {
    loop.call(() -> router.write("k", Buffer.buffer(text), 0));
  }

  private String at(Side side) {
    Entry entry = sides.data(side).entries().getOrDefault("k", Entry.ABSENT);
    return entry.isLive(System.currentTimeMillis()) ? entry.value().toString() : "nothing";
  }

  private String read(Router router) {
    return loop.call(() -> router.get("k")).value().toString();
  }

  @Test
  void usesTheOldStoreAloneAndDoesNotTouchTheNewOne() {
    sides.takeDown(Side.NEW);
    Router router = join(Policy.only(Side.OLD));

    write(router, "v");

    assertThat(read(router)).isEqualTo("v");
    assertThat(at(Side.OLD)).isEqualTo("v");
  }

  @Test
  void writesBothUnderTheSameVersion() {
    Router router = join(Policy.both(Side.OLD));

    write(router, "v");

    assertThat(sides.data(Side.NEW).entries()).isEqualTo(sides.data(Side.OLD).entries());
    loop.call(() -> router.delete("k"));
    assertThat(at(Side.OLD)).isEqualTo("nothing");
    assertThat(sides.data(Side.NEW).entries().get("k").tombstone()).isTrue();
  }

  @Test // race R12
  void showsNothingQueuedAgainAfterItWroteThatKeyPastTheQueue() {
    Router router = join(Policy.of(new ReadPolicy.Only(Side.OLD), new WritePolicy.Queued()));
    write(router, "queued"); // and nobody takes it
    EventLoop.wait(member.install(Policy.only(Side.OLD)));

    write(router, "direct");
    sides.data(Side.OLD).entries().remove("k"); // another's write, which has ended

    assertThat(read(router)).isEqualTo("direct");
  }

  @Test // race R5
  void acknowledgesAtTheAuthorityAndJournalsWhatTheOtherStoreMissed() {
    Router router = join(Policy.both(Side.OLD));
    sides.data(Side.NEW).takeDown();

    write(router, "v");

    assertThat(at(Side.OLD)).isEqualTo("v");
    assertThat(sides.server(Side.OLD, "dirty").entries()).containsKey("k");
  }

  @Test // race R5
  void failsAWriteThatNeitherTheOtherStoreNorTheJournalTook() {
    Router router = join(Policy.both(Side.OLD));
    sides.data(Side.NEW).takeDown();
    sides.server(Side.OLD, "dirty").takeDown();

    assertThat(loop.failureOf(() -> router.write("k", Buffer.buffer("v"), 0)))
        .isInstanceOf(StoreException.class);
  }

  @Test // race R24
  void acknowledgesAStrictWriteOnlyWhenBothStoresHaveIt() {
    Router router = join(Policy.strict(Side.OLD));
    write(router, "v");
    assertThat(at(Side.OLD)).isEqualTo(at(Side.NEW)).isEqualTo("v");

    sides.data(Side.NEW).takeDown();

    assertThat(loop.failureOf(() -> router.write("k", Buffer.buffer("w"), 0)))
        .isInstanceOf(StoreException.class);
    assertThat(at(Side.OLD)).isEqualTo("v");
    assertThat(sides.server(Side.OLD, "dirty").entries()).containsKey("k");
  }

  @Test // race R6
  void endsConcurrentWritesOfOneKeyAlikeInBothStores() {
    Router router = join(Policy.both(Side.OLD));
    var random = new java.util.Random(3);
    for (Side side : Side.values()) {
      sides
          .data(side)
          .setFault(
              operation -> loop.vertx().timer(1 + random.nextInt(15)).mapEmpty()); // overtaking
    }

    loop.call(
        () -> {
          List<Future<Void>> writes = new ArrayList<>();
          for (int i = 0; i < 200; i++) {
            writes.add(router.write("k", Buffer.buffer("w" + i), 0));
          }
          return Future.all(writes);
        });

    assertThat(at(Side.OLD)).isEqualTo("w199").isEqualTo(at(Side.NEW));
  }

  @Test // race R8
  void countsAStepAsInstalledOnlyWhenWritesBegunBeforeHaveEnded() {
    Router router = join(Policy.only(Side.OLD));
    Promise<Void> gate = Promise.promise();
    sides
        .data(Side.OLD)
        .setFault(op -> op.equals("put") ? gate.future() : Future.succeededFuture());
    Future<Void> slow = loop.begin(() -> router.write("k", Buffer.buffer("slow"), 0));
    loop.call(() -> router.get("other")); // the write is under way now

    Future<Void> installed = member.install(Policy.both(Side.OLD));
    Awaitility.await().until(() -> router.policy().equals(Policy.both(Side.OLD)));

    assertThat(installed.isComplete()).isFalse();
    gate.complete();
    EventLoop.wait(installed);
    EventLoop.wait(slow);
  }

  @Test
  void staysWhereItIsWhenAStoreOfTheNextStepCannotBeOpened() {
    Router router = join(Policy.only(Side.OLD));
    sides.takeDown(Side.NEW);

    assertThat(loop.failureOf(() -> member.install(Policy.both(Side.OLD))))
        .isInstanceOf(StoreException.class);

    assertThat(member.policy()).isEqualTo(Policy.only(Side.OLD));
    write(router, "v");
    sides.heal(Side.NEW);
    EventLoop.wait(member.install(Policy.both(Side.OLD)));
    write(router, "w");
    assertThat(at(Side.NEW)).isEqualTo("w");
  }

  @Test
  void letsALoopThatJoinsLateFollowTheStepThatHolds() {
    join(Policy.only(Side.OLD));
    EventLoop.wait(member.install(Policy.strict(Side.NEW)));

    try (var second = new EventLoop()) {
      Router router = second.call(() -> member.join(second.vertx()));
      second.call(() -> router.write("k", Buffer.buffer("v"), 0));
    }

    assertThat(at(Side.OLD)).isEqualTo(at(Side.NEW)).isEqualTo("v");
  }

  @Test
  void leavesItsMemberWhenItIsClosed() {
    Router router = join(Policy.only(Side.OLD));
    loop.call(router::close);
    sides.takeDown(Side.NEW);

    EventLoop.wait(member.install(Policy.both(Side.OLD))); // nobody is left to open the new store
  }

  @Test
  void closesAfterAStoreThatCouldNotBeOpened() {
    sides.takeDown(Side.OLD);
    Router router = join(Policy.only(Side.NEW));
    loop.failureOf(() -> member.install(Policy.both(Side.NEW)));

    loop.call(router::close);
  }

  @Test
  void leavesItsMemberWhenItCannotFollowAStepThatCameWhileItOpened() {
    Promise<Void> opening = Promise.promise();
    sides.data(Side.OLD).setFault(op -> opening.future());
    sides.takeDown(Side.NEW);
    Future<Router> joining = loop.begin(() -> member.join(loop.vertx()));
    loop.call(() -> member.install(Policy.both(Side.OLD))); // nobody is there to refuse it
    opening.complete();
    assertThat(loop.failureOf(() -> joining)).isInstanceOf(StoreException.class);

    EventLoop.wait(member.install(Policy.strict(Side.OLD)));
  }

  @Test
  void followsTheLastStepWhenStepsComeWhileItsStoresOpen() {
    Router router = join(Policy.only(Side.OLD));
    Promise<Void> opening = Promise.promise();
    sides.data(Side.NEW).setFault(op -> opening.future());
    Future<Void> up = member.install(Policy.both(Side.OLD));
    Future<Void> back = member.install(Policy.only(Side.OLD));
    opening.complete();
    EventLoop.wait(up);
    EventLoop.wait(back);

    write(router, "v");

    assertThat(at(Side.NEW)).isEqualTo("nothing");
  }

  @Test
  void doesNotWaitForAWriteThatNeverBegan() {
    Router router = join(Policy.only(Side.OLD));
    assertThatThrownBy(() -> loop.call(() -> router.write(null, Buffer.buffer("v"), 0)))
        .isInstanceOf(NullPointerException.class);

    EventLoop.wait(member.install(Policy.both(Side.OLD)));
  }

  @Test // race R13
  void dropsCachesBeforeAStepCountsAsInstalled() {
    join(Policy.only(Side.OLD));
    Promise<Void> dropped = Promise.promise();
    member.onChange(dropped::future);

    Future<Void> installed = member.install(Policy.both(Side.OLD));
    Awaitility.await().until(() -> member.policy().equals(Policy.both(Side.OLD)));

    assertThat(installed.isComplete()).isFalse();
    dropped.complete();
    EventLoop.wait(installed);
  }

  @Test
  void comparesReadsInTheBackgroundAndCountsWhatStaysDifferent() {
    Router router = join(Policy.both(Side.OLD).comparing());
    write(router, "v");
    read(router);
    Awaitility.await().until(() -> member.compared() == 1);
    assertThat(member.divergent()).isZero();

    sides.data(Side.NEW).entries().put("k", Entry.of(Buffer.buffer("wrong"), Long.MAX_VALUE));
    assertThat(read(router)).isEqualTo("v");

    Awaitility.await().until(() -> member.divergent() == 1);
  }

  @Test // law 5: no plain increments into both stores
  void refusesCountersAndCompareAndSetWhileBothStoresAreWritten() {
    Router router = join(Policy.only(Side.OLD));
    assertThat(loop.call(() -> router.add("n", 5, "op", 1))).isEqualTo(5);
    EventLoop.wait(member.install(Policy.both(Side.OLD)));

    assertThat(loop.failureOf(() -> router.add("n", 5, "op-2", 2)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("both");
  }
}
