package io.laminar.migration.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.fleet.FleetStatus.State;
import io.laminar.migration.fleet.RefusedException.Reason;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several members and a controller; time passes only when a test says so. */
final class FleetMemberTest {

  private static final FleetOptions OPTIONS =
      new FleetOptions("", Duration.ofSeconds(10), Duration.ofMillis(20), Duration.ofMillis(500));

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong clockJumpMicros = new AtomicLong();
  private final MemoryControlStore.Server server =
      new MemoryControlStore.Server(
          "profiles", () -> 1_000_000 + nanos.get() / 1_000 + clockJumpMicros.get());
  private final List<Process> processes = new ArrayList<>();

  /** What one process has. */
  private final class Process {

    final EventLoop loop = new EventLoop();
    final CutOffWay way = loop.call(() -> Future.succeededFuture(new CutOffWay(loop.vertx())));
    final MemoryControlStore store = new MemoryControlStore(server, way);
    final List<String> installed = new CopyOnWriteArrayList<>();
    final AtomicInteger appointments = new AtomicInteger();
    final AtomicLong renewals = new AtomicLong();
    volatile Future<Void> installing = Future.succeededFuture();
    FleetMember member;
    Controller controller;

    Process join(String name, boolean binding) {
      member = loop.call(() -> begin(name, binding));
      controller =
          new Controller(
              loop.vertx(), store, member::identity, OPTIONS.lease(), FleetMemberTest.this::now);
      return this;
    }

    private Future<FleetMember> begin(String name, boolean binding) {
      return FleetMember.join(
          loop.vertx(),
          store,
          OPTIONS,
          new MemberParts(
              Identity.begin(name, "http://" + name),
              this::install,
              this::report,
              new Draft(0, "S0", "", binding, false, name, "begins"),
              appointments::incrementAndGet),
          FleetMemberTest.this::now,
          new FleetClock(FleetMemberTest.this::now, () -> 0));
    }

    private Future<Void> install(Head head) {
      return installing.onSuccess(done -> installed.add(head.publication().document()));
    }

    private JsonObject report() {
      renewals.incrementAndGet();
      return new JsonObject();
    }

    State state() {
      return member.status().state();
    }

    void awaitController() {
      await().until(() -> member.status().controller());
    }

    Future<Publication> publishes(String document, boolean binding) {
      return publishesAfter(
          EventLoop.wait(store.head()).orElseThrow().publication().number(), document, binding);
    }

    Future<Publication> publishesAfter(long after, String document, boolean binding) {
      return loop.begin(
          () ->
              controller.publish(
                  new Draft(after, document, "", binding, false, member.identity().name(), "test"),
                  new Patience(loop.vertx()),
                  waits::add));
    }

    final List<String> waits = new CopyOnWriteArrayList<>();
  }

  private long now() {
    return nanos.get();
  }

  private Process joined(String name) {
    return joined(name, false);
  }

  private Process joined(String name, boolean binding) {
    var process = new Process();
    processes.add(process);
    return process.join(name, binding);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }

  /** Lets time pass a little at a time, so that everybody who can renews in between. */
  private void passUntil(Callable<Boolean> condition) {
    Map<Process, Long> renewedBefore = new HashMap<>();
    await()
        .until(
            () -> {
              if (processes.stream().allMatch(process -> hasRenewedSince(process, renewedBefore))) {
                processes.forEach(p -> renewedBefore.put(p, p.renewals.get()));
                pass(Duration.ofSeconds(1));
              }
              return condition.call();
            });
  }

  private static boolean hasRenewedSince(Process process, Map<Process, Long> before) {
    return process.way.isCutOff() || process.renewals.get() > before.getOrDefault(process, -1L) + 1;
  }

  private void passUntilLapsed(String name) {
    passUntil(
        () -> !EventLoop.wait(processes.get(0).store.roster()).find(name).orElseThrow().live());
  }

  @AfterEach
  void close() {
    processes.forEach(process -> process.loop.close());
  }

  @Test
  void publishesTheFirstPlanAndFollowsIt() {
    var one = joined("one");

    assertThat(one.installed).containsExactly("S0");
    assertThat(one.state()).isEqualTo(State.SERVING);
    one.awaitController();
    assertThat(one.appointments).hasValue(1);
  }

  @Test
  void followsWhatTheControllerPublishesAndSaysSo() {
    var one = joined("one");
    var two = joined("two");
    one.awaitController();

    EventLoop.wait(one.publishes("S1", false));
    EventLoop.wait(
        one.loop.begin(
            () -> one.controller.acknowledged(new Patience(one.loop.vertx()), wait -> {})));

    assertThat(two.installed).containsExactly("S0", "S1");
    assertThat(EventLoop.wait(two.store.roster()).members())
        .allSatisfy(member -> assertThat(member.acknowledged()).isEqualTo(2));
  }

  @Test // race R7
  void doesNotAcknowledgeBeforeItHasInstalled() {
    var one = joined("one");
    var two = joined("two");
    one.awaitController();
    Promise<Void> slow = Promise.promise();
    two.installing = slow.future();

    EventLoop.wait(one.publishes("S1", false));
    Future<Publication> second = one.publishes("S2", false);
    await().until(() -> !one.waits.isEmpty());

    assertThat(one.waits.get(0)).contains("has not acknowledged number 2");
    assertThat(second.isComplete()).isFalse();
    slow.complete();
    assertThat(EventLoop.wait(second).number()).isEqualTo(3);
  }

  @Test
  void saysWhyItCannotFollowAndTriesAgain() {
    var one = joined("one");
    var two = joined("two");
    one.awaitController();
    two.installing = Future.failedFuture("the new store is away");

    EventLoop.wait(one.publishes("S1", false));
    Future<Publication> second = one.publishes("S2", false);
    await()
        .until(() -> one.waits.stream().anyMatch(wait -> wait.contains("the new store is away")));

    two.installing = Future.succeededFuture();
    EventLoop.wait(second);
    await().until(() -> two.installed.contains("S2"));
  }

  @Test
  void acknowledgesAgainWhenAnAcknowledgementWasLost() {
    var one = joined("one");
    var two = joined("two");
    one.awaitController();
    two.way.loseNext("acknowledge");

    EventLoop.wait(one.publishes("S1", false));
    await().until(() -> !two.way.isToLose());

    EventLoop.wait(one.publishes("S2", false));
    await().until(() -> two.installed.contains("S2"));
  }

  @Test
  void keepsItselfSafeBeforeOthersMayGoOnWithoutIt() {
    var one = joined("one");
    var two = joined("two");
    one.awaitController();
    two.way.cutOff(true);

    pass(Duration.ofSeconds(9));

    assertThat(two.member.lease().holds()).isFalse();
    assertThat(two.state()).isEqualTo(State.SAFE_MODE);
    assertThat(EventLoop.wait(one.store.roster()).find("two").orElseThrow().live()).isTrue();
  }

  @Test
  void isNotSureToBeCurrentThoughItRenewsWhileItDoesNotFollow() {
    var one = joined("one", true);
    var two = joined("two", true);
    one.awaitController();
    await().until(() -> two.member.lease().isCurrent());
    two.installing = Promise.<Void>promise().future();

    EventLoop.wait(one.publishes("S1", true));
    await().until(() -> two.member.status().latest() == 2);
    assertThat(two.member.lease().isCurrent()).isTrue();
    passUntil(() -> !two.member.lease().isCurrent());

    assertThat(two.state()).isEqualTo(State.SERVING);
    long sureMicros = two.member.lease().currentAsOfMicros();
    assertThat(sureMicros)
        .isLessThanOrEqualTo(EventLoop.wait(one.store.log(2, 1)).get(0).atMicros());
    passUntil(() -> one.member.lease().currentAsOfMicros() > sureMicros);
  }

  @Test
  void isNotSureToBeCurrentForLongThoughItKnowsOfNobodyElse() {
    var one = joined("one", true);
    await().until(() -> one.member.lease().isNeedless() && one.member.lease().isCurrent());
    one.way.cutOff(true);

    pass(Duration.ofSeconds(9));

    assertThat(one.member.lease().holds()).isTrue();
    assertThat(one.member.lease().isCurrent()).isFalse();
  }

  @Test // race R7
  void isLeftBehindAfterItsLeaseAndCatchesUpBeforeItTrustsAPlanAgain() {
    var one = joined("one");
    var two = joined("two");
    one.awaitController();
    two.way.cutOff(true);

    Future<Publication> left = one.publishes("S1", false);
    passUntil(left::succeeded);
    Future<Publication> next = one.publishes("S2", false);
    passUntil(next::succeeded);
    assertThat(two.state()).isEqualTo(State.SAFE_MODE);
    assertThat(two.installed).containsExactly("S0");
    Promise<Void> slow = Promise.promise();
    two.installing = slow.future();
    two.way.cutOff(false);

    await().until(() -> EventLoop.wait(one.store.roster()).find("two").orElseThrow().live());
    assertThat(two.member.lease().holds()).isFalse();
    slow.complete();
    await().until(() -> two.state() == State.SERVING);
    assertThat(two.installed).containsExactly("S0", "S2");
  }

  @Test
  void leavesNobodyBehindWhosePlanBinds() {
    var one = joined("one", true);
    var two = joined("two");
    one.awaitController();
    two.way.cutOff(true);
    passUntilLapsed("two");

    Future<Publication> next = one.publishes("S1", false);
    passUntil(() -> one.waits.stream().anyMatch(wait -> wait.contains("forget --member two")));
    assertThat(next.isComplete()).isFalse();

    two.way.cutOff(false);
    EventLoop.wait(next);
  }

  @Test
  void doesNotLeaveSomebodyBehindOnTheWordOfOneClock() {
    var one = joined("one");
    var two = joined("two");
    one.awaitController();
    two.installing = Future.failedFuture("no");
    EventLoop.wait(one.publishes("S1", false));
    two.way.cutOff(true);
    passUntilLapsed("two");
    // one that has just begun to watch does not know how long it has been silent
    var fresh =
        new Controller(
            one.loop.vertx(), one.store, one.member::identity, OPTIONS.lease(), this::now);
    List<String> waits = new CopyOnWriteArrayList<>();

    Future<Void> all =
        one.loop.begin(() -> fresh.acknowledged(new Patience(one.loop.vertx()), waits::add));
    await().until(() -> waits.contains("the lease of two has just run out"));
    assertThat(all.isComplete()).isFalse();

    passUntil(all::succeeded);
  }

  @Test
  void goesOnAsItIsWhileThereIsNobodyElse() {
    var one = joined("one");
    await().until(() -> one.member.lease().isNeedless());
    one.way.cutOff(true);

    pass(Duration.ofMinutes(10));

    assertThat(one.member.lease().holds()).isTrue();
    assertThat(one.state()).isEqualTo(State.SERVING);
    var two = joined("two");
    two.awaitController();
    Future<Publication> next = two.publishes("S1", false);
    await().until(() -> two.waits.stream().anyMatch(wait -> wait.contains("forget --member one")));
    one.way.cutOff(false);
    EventLoop.wait(next);
    await().until(() -> one.installed.contains("S1"));
    assertThat(one.member.lease().isNeedless()).isFalse();
  }

  @Test
  void takesTheControllersPlaceWhenThatIsGone() {
    var one = joined("one");
    var two = joined("two");
    one.awaitController();

    EventLoop.wait(one.loop.begin(one.member::leave));

    two.awaitController();
    assertThat(one.state()).isEqualTo(State.LEFT);
    assertThat(EventLoop.wait(two.store.roster()).members()).hasSize(1);
  }

  @Test
  void registersAgainAfterItWasForgotten() {
    var one = joined("one");
    var two = joined("two");
    one.awaitController();
    two.way.cutOff(true);
    passUntilLapsed("two");
    EventLoop.wait(one.store.forget("two", "ada"));
    two.way.cutOff(false);

    await().until(() -> two.state() == State.SERVING);
    assertThat(EventLoop.wait(one.store.roster()).find("two")).isPresent();
  }

  @Test
  void refusesTheSecondOfTwoControllersThatRace() {
    var one = joined("one");
    one.awaitController();

    Future<Publication> first = one.publishesAfter(1, "S1", false);
    Future<Publication> second = one.publishesAfter(1, "S9", false);
    EventLoop.wait(Future.join(first, second).otherwiseEmpty());

    assertThat(List.of(first, second)).filteredOn(Future::succeeded).hasSize(1);
    Future<Publication> lost = first.failed() ? first : second;
    assertThat(lost.cause())
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.RACED));
  }

  @Test
  void waitsForReportsThatAreYoungerThanTheQuestion() {
    var one = joined("one");
    var two = joined("two");
    one.awaitController();
    long before = EventLoop.wait(one.store.roster()).nowMicros();
    pass(Duration.ofMillis(1));

    Future<Roster> fresh =
        one.loop.begin(
            () -> one.controller.freshReports(new Patience(one.loop.vertx()), wait -> {}));
    await()
        .until(
            () -> {
              pass(Duration.ofMillis(1));
              return fresh.isComplete();
            });

    assertThat(EventLoop.wait(fresh).members())
        .allSatisfy(member -> assertThat(member.reportedMicros()).isGreaterThan(before));
    assertThat(two.member.status().problem()).isEmpty();
  }

  @Test
  void forgetsWhoWasSilentForLongAndIsNotWaitedFor() {
    var one = joined("one");
    joined("two");
    one.awaitController();
    processes.get(1).way.cutOff(true);
    passUntilLapsed("two");
    Duration silent = Duration.ofHours(1);

    assertThat(forget(one, silent)).isEmpty();
    for (int minute = 0; minute < 70; minute++) {
      passRenewed(one, Duration.ofMinutes(1));
    }

    assertThat(forget(one, silent)).containsExactly("two");
    assertThat(EventLoop.wait(one.store.roster()).find("two")).isEmpty();
    assertThat(EventLoop.wait(one.store.roster()).find("one")).isPresent();
    processes.get(1).way.cutOff(false);
    passUntil(() -> processes.get(1).state() == State.SERVING); // it registers anew
  }

  @Test
  void forgetsNobodyWhoIsWaitedForHoweverLong() {
    var one = joined("one", true);
    joined("two", true);
    one.awaitController();
    processes.get(1).way.cutOff(true);
    passUntilLapsed("two");

    forget(one, Duration.ofHours(1));
    for (int minute = 0; minute < 70; minute++) {
      passRenewed(one, Duration.ofMinutes(1));
    }

    assertThat(forget(one, Duration.ofHours(1))).isEmpty();
    assertThat(EventLoop.wait(one.store.roster()).find("two")).isPresent();
  }

  @Test
  void forgetsNobodyBecauseTheControlStoresClockHasJumped() {
    var one = joined("one");
    joined("two");
    one.awaitController();
    processes.get(1).way.cutOff(true);
    passUntilLapsed("two");
    forget(one, Duration.ofHours(1));

    clockJumpMicros.addAndGet(Duration.ofDays(30).toNanos() / 1_000);

    assertThat(forget(one, Duration.ofHours(1))).isEmpty();
    assertThat(EventLoop.wait(one.store.roster()).find("two")).isPresent();
  }

  private static List<String> forget(Process process, Duration silent) {
    return process.loop.call(() -> process.controller.forgetSilent(silent));
  }

  /** Time passes, and the process has renewed its lease since. */
  private void passRenewed(Process process, Duration time) {
    pass(time);
    long before = process.renewals.get();
    await().until(() -> process.renewals.get() > before + 1);
  }
}
