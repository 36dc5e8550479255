package io.laminar.migration.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.laminar.migration.fleet.RefusedException.Reason;
import io.laminar.migration.store.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every control store must do; each kind runs it. */
public abstract class ControlStoreContract {

  private static final Duration LONG = Duration.ofMinutes(10);

  /** Long enough to be seen alive, short enough to be waited for. */
  private static final Duration SHORT = Duration.ofMillis(1);

  private final EventLoop loop = new EventLoop();
  private final Identity first = Identity.begin("first", "http://first");
  private final Identity second = Identity.begin("second", "http://second");
  private ControlStore store;

  /** Opens an instance on the current context; all of one test share what is kept. */
  protected abstract Future<ControlStore> open(EventLoop loop);

  @BeforeEach
  void begin() {
    store = loop.call(() -> open(loop));
  }

  @AfterEach
  void close() {
    loop.call(store::close);
    loop.close();
  }

  private static Draft draft(long after, String document, boolean binding) {
    return new Draft(after, document, "", binding, false, "tester", "to " + document);
  }

  private static ControlStore.Says says(JsonObject report) {
    return new ControlStore.Says(false, report);
  }

  private Publication publish(Identity by, long after, String document) {
    return loop.call(() -> store.publish(by, draft(after, document, false)));
  }

  private RefusedException refusal(EventLoop on, java.util.function.Supplier<Future<?>> call) {
    Throwable failure = on.failureOf(call);
    assertThat(failure).isInstanceOf(RefusedException.class);
    return (RefusedException) failure;
  }

  private RefusedException refusal(java.util.function.Supplier<Future<?>> call) {
    return refusal(loop, call);
  }

  private void enrol(Identity member, Duration lease, long acknowledged) {
    loop.call(() -> store.register(member, LONG));
    loop.call(() -> store.acknowledge(member, acknowledged));
    loop.call(() -> store.renew(member, lease, says(new JsonObject())));
    if (lease.equals(SHORT)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !loop.call(store::roster).find(member.name()).orElseThrow().live());
    }
  }

  @Test
  void beginsEmpty() {
    assertThat(loop.call(store::head)).isEmpty();
    assertThat(loop.call(() -> store.log(1, 10))).isEmpty();
    assertThat(loop.call(store::roster).members()).isEmpty();
    assertThat(loop.call(store::roster).latest()).isZero();
  }

  @Test
  void givesBackWhatWasPublishedAsAChainThatHolds() {
    publish(first, 0, "{\"step\":\"S0\",\"ä\":\"\\n\"}");
    enrol(first, LONG, 1);
    publish(first, 1, "S1");
    loop.call(() -> store.acknowledge(first, 2));
    Publication third = publish(first, 2, "S2");

    List<Publication> log = loop.call(() -> store.log(1, 10));

    assertThat(log).extracting(Publication::number).containsExactly(1L, 2L, 3L);
    assertThat(log.get(0).document()).isEqualTo("{\"step\":\"S0\",\"ä\":\"\\n\"}");
    assertThat(log.get(1).who()).isEqualTo("tester");
    assertThat(log.get(1).why()).isEqualTo("to S1");
    assertThat(AuditLog.verify(java.util.Optional.empty(), log))
        .isEqualTo(new AuditLog.Verdict(3, java.util.Optional.empty()));
    assertThat(loop.call(store::head).orElseThrow()).isEqualTo(new Head(third, ""));
    assertThat(loop.call(() -> store.log(2, 1))).containsExactly(log.get(1));
  }

  private static Draft closed(long after, String document, long fromMicros, long untilMicros) {
    return new Draft(
        after,
        document,
        "",
        true,
        false,
        java.util.Optional.of(new Draft.Closed(fromMicros, untilMicros, "its dates are in use")),
        "tester",
        "to " + document);
  }

  @Test
  void publishesNothingInATimeThatIsClosedToItNotEvenTheWayBack() {
    publish(first, 0, "S0");
    enrol(first, LONG, 1);
    publish(first, 1, "S1");
    long now = loop.call(store::roster).nowMicros();

    RefusedException refused =
        refusal(() -> store.publish(first, closed(2, "S0", now, Long.MAX_VALUE)));

    assertThat(refused.reason()).isEqualTo(RefusedException.Reason.NOT_IN_TIME);
    assertThat(refused).hasMessageContaining("its dates are in use");
    long later = now + 3_600_000_000L;
    loop.call(() -> store.acknowledge(first, 2));
    loop.call(() -> store.publish(first, closed(2, "S2", later, Long.MAX_VALUE)));
    loop.call(() -> store.acknowledge(first, 3));
    loop.call(() -> store.publish(first, closed(3, "S3", now - 2, now - 1)));
    assertThat(loop.call(store::roster).latest()).isEqualTo(4);
  }

  @Test
  void letsExactlyOneOfManyPublishTheSameNumber() {
    publish(first, 0, "S0");
    enrol(first, LONG, 1);
    List<Future<Publication>> attempts = new ArrayList<>();

    for (int i = 0; i < 8; i++) {
      String document = "S1-" + i;
      attempts.add(loop.begin(() -> store.publish(first, draft(1, document, false))));
    }
    EventLoop.wait(Future.join(attempts).otherwiseEmpty());

    assertThat(attempts).filteredOn(Future::succeeded).hasSize(1);
    assertThat(attempts)
        .filteredOn(Future::failed)
        .allSatisfy(
            lost ->
                assertThat(lost.cause())
                    .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.RACED))
                    .hasMessageContaining("number 2 of tester (to S1-")
                    .hasMessageContaining("came first"));
    assertThat(loop.call(() -> store.log(1, 10))).hasSize(2);
  }

  @Test
  void letsOnlyTheControllerPublish() {
    publish(first, 0, "S0");
    enrol(first, LONG, 1);
    enrol(second, LONG, 1);

    var refusal = refusal(() -> store.publish(second, draft(1, "S1", false)));

    assertThat(refusal.reason()).isEqualTo(Reason.NOT_CONTROLLER);
    assertThat(refusal).hasMessageContaining("first moves this migration; ask it at http://first");
    assertThat(loop.call(() -> store.renew(first, LONG, says(new JsonObject()))).controller())
        .isTrue();
    assertThat(loop.call(() -> store.renew(second, LONG, says(new JsonObject()))).controller())
        .isFalse();
  }

  @Test
  void waitsForEveryMemberThatIsAlive() {
    publish(first, 0, "S0");
    enrol(first, LONG, 1);
    enrol(second, LONG, 1);
    publish(first, 1, "S1");
    loop.call(() -> store.acknowledge(first, 2));
    loop.call(
        () ->
            store.renew(
                second, LONG, says(new JsonObject().put("problem", "the new store is away"))));

    assertThat(refusal(() -> store.publish(first, draft(2, "S2", false))))
        .hasMessage("second has not acknowledged number 2 (the new store is away)");
    assertThat(loop.call(store::missing)).hasSize(1);

    loop.call(() -> store.acknowledge(second, 2));
    assertThat(loop.call(store::missing)).isEmpty();
    assertThat(publish(first, 2, "S2").number()).isEqualTo(3);
  }

  @Test
  void leavesBehindWhoseLeaseHasRunOutUnderAPlanThatDoesNotBind() {
    publish(first, 0, "S2");
    enrol(first, LONG, 1);
    enrol(second, SHORT, 1);

    publish(first, 1, "S3");
    loop.call(() -> store.acknowledge(first, 2));

    assertThat(loop.call(store::missing)).isEmpty();
    assertThat(publish(first, 2, "S4").number()).isEqualTo(3);
  }

  @Test
  void goesNowhereWithoutAMemberWhosePlanBinds() {
    loop.call(() -> store.publish(first, draft(0, "S0", true)));
    enrol(first, LONG, 1);
    enrol(second, SHORT, 1);

    var refusal = refusal(() -> store.publish(first, draft(1, "S1", false)));

    assertThat(refusal.reason()).isEqualTo(Reason.WAITING);
    assertThat(refusal)
        .hasMessageContaining("second has not been heard of")
        .hasMessageContaining("laminar migrate forget --member second");
    loop.call(() -> store.forget("second", "ada"));
    assertThat(publish(first, 1, "S1").number()).isEqualTo(2);
  }

  @Test
  void goesNowhereWithoutAMemberThatKnewOfNobodyElse() {
    publish(first, 0, "S2");
    loop.call(() -> store.register(second, LONG));
    loop.call(() -> store.acknowledge(second, 1));
    assertThat(loop.call(() -> store.renew(second, SHORT, says(new JsonObject()))).alone())
        .isTrue();
    loop.call(() -> store.renew(second, SHORT, new ControlStore.Says(true, new JsonObject())));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !loop.call(store::roster).find("second").orElseThrow().live());
    enrol(first, LONG, 1);
    assertThat(loop.call(() -> store.renew(first, LONG, says(new JsonObject()))).alone()).isFalse();

    assertThat(refusal(() -> store.publish(first, draft(1, "S3", false))).reason())
        .isEqualTo(Reason.WAITING);
  }

  @Test
  void countsAPlanThatAMemberMayHaveInstalledWithoutSayingSo() {
    publish(first, 0, "S6");
    enrol(first, LONG, 1);
    enrol(second, LONG, 1);
    loop.call(() -> store.publish(first, draft(1, "S7", true)));
    loop.call(() -> store.acknowledge(first, 2));

    loop.call(
        () -> store.renew(second, SHORT, says(new JsonObject()))); // the last that is heard of it
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !loop.call(store::roster).find("second").orElseThrow().live());

    assertThat(loop.call(store::missing)).hasSize(1);
    assertThat(refusal(() -> store.publish(first, draft(2, "S8", true))).reason())
        .isEqualTo(Reason.WAITING);
  }

  @Test
  void letsThePlanBeforeFollowAtAnyTime() {
    loop.call(() -> store.publish(first, draft(0, "S0", true)));
    enrol(first, LONG, 1);
    enrol(second, LONG, 1);
    publish(first, 1, "S1");

    var back = loop.call(() -> store.publish(first, draft(2, "S0", true)));

    assertThat(back.number()).isEqualTo(3);
    assertThat(refusal(() -> store.publish(first, draft(3, "S5", false))).reason())
        .isEqualTo(Reason.WAITING);
  }

  @Test
  void letsWhatCannotBeUndoneFollowOnlyWithEverybody() {
    publish(first, 0, "S6");
    enrol(first, LONG, 1);
    enrol(second, SHORT, 1);
    var last = new Draft(1, "S8", "", true, true, "tester", "complete");

    assertThat(refusal(() -> store.publish(first, last)).reason()).isEqualTo(Reason.WAITING);

    loop.call(() -> store.forget("second", "ada"));
    assertThat(loop.call(() -> store.publish(first, last)).number()).isEqualTo(2);
  }

  @Test
  void isNotKeptBackByAMemberThatHasNotBegunToServe() {
    publish(first, 0, "S0");
    enrol(first, LONG, 1);
    loop.call(() -> store.register(second, LONG));

    publish(first, 1, "S1");
    loop.call(() -> store.acknowledge(first, 2));
    publish(first, 2, "S2");

    assertThat(refusal(() -> store.acknowledge(second, 1)).reason()).isEqualTo(Reason.RACED);
    loop.call(() -> store.acknowledge(second, 2));
  }

  @Test
  void tellsAMemberOfEveryGapInItsLeaseUntilItHasAcknowledgedAgain() {
    publish(first, 0, "S0");
    enrol(first, SHORT, 1);

    assertThat(loop.call(() -> store.renew(first, LONG, says(new JsonObject()))).outcome())
        .isEqualTo(Renewal.Outcome.AFTER_A_GAP);
    // the answer may have been lost
    assertThat(loop.call(() -> store.renew(first, LONG, says(new JsonObject()))).outcome())
        .isEqualTo(Renewal.Outcome.AFTER_A_GAP);
    loop.call(() -> store.acknowledge(first, 1));
    assertThat(loop.call(() -> store.renew(first, LONG, says(new JsonObject()))).outcome())
        .isEqualTo(Renewal.Outcome.CONTINUOUS);
  }

  @Test
  void takesNoAcknowledgementAfterTheLease() {
    publish(first, 0, "S0");
    enrol(first, SHORT, 1);

    assertThat(refusal(() -> store.acknowledge(first, 1)).reason()).isEqualTo(Reason.LAPSED);
    assertThat(refusal(() -> store.publish(first, draft(1, "S1", false))).reason())
        .isEqualTo(Reason.LAPSED);
  }

  @Test
  void givesANameToAnotherProcessOnlyAfterTheLease() {
    publish(first, 0, "S0");
    var next = Identity.begin("first", "http://again");
    enrol(first, LONG, 1);

    assertThat(refusal(() -> store.register(next, LONG)))
        .hasMessageContaining("a member named first holds a lease for another");

    loop.call(() -> store.renew(first, SHORT, says(new JsonObject())));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !loop.call(store::roster).find("first").orElseThrow().live());
    loop.call(() -> store.register(next, LONG));
    assertThat(loop.call(() -> store.renew(first, LONG, says(new JsonObject()))).outcome())
        .isEqualTo(Renewal.Outcome.REPLACED);
    loop.call(() -> store.leave(first)); // nobody's farewell takes away another's place
    loop.call(() -> store.acknowledge(next, 1));
    assertThat(loop.call(() -> store.renew(next, LONG, says(new JsonObject()))).controller())
        .isTrue();
  }

  @Test
  void appointsAnotherWhenTheControllerIsGone() {
    publish(first, 0, "S0");
    enrol(first, LONG, 1);
    enrol(second, LONG, 1);

    loop.call(() -> store.leave(first));

    assertThat(loop.call(() -> store.renew(second, LONG, says(new JsonObject()))).controller())
        .isTrue();
    assertThat(publish(second, 1, "S1").number()).isEqualTo(2);
    assertThat(loop.call(() -> store.renew(first, LONG, says(new JsonObject()))).outcome())
        .isEqualTo(Renewal.Outcome.UNKNOWN);
  }

  @Test
  void forgetsNobodyWhoIsAlive() {
    publish(first, 0, "S0");
    enrol(first, LONG, 1);

    assertThat(refusal(() -> store.forget("first", "ada"))).hasMessageContaining("first is alive");
    assertThat(refusal(() -> store.forget("third", "ada")))
        .hasMessageContaining("there is no member \"third\"; there are [first]");
  }

  @Test
  void keepsANoteBesideTheNewestPublication() {
    publish(first, 0, "S7");
    enrol(first, LONG, 1);
    enrol(second, LONG, 1);

    loop.call(() -> store.note(first, 1, "copied back until 12", Optional.empty()));

    assertThat(loop.call(store::head).orElseThrow().note()).isEqualTo("copied back until 12");
    assertThat(refusal(() -> store.note(second, 1, "no", Optional.empty())).reason())
        .isEqualTo(Reason.NOT_CONTROLLER);
    loop.call(() -> store.publish(first, new Draft(1, "S6", "new", false, false, "tester", "")));
    assertThat(loop.call(store::head).orElseThrow().note()).isEqualTo("new");
    assertThat(refusal(() -> store.note(first, 1, "late", Optional.empty())).reason())
        .isEqualTo(Reason.RACED);
  }

  @Test
  void keepsEventsAsAChainThatNamesThePublicationOfItsTime() {
    loop.call(() -> store.audit("ada", "looks around"));
    Publication begin = publish(first, 0, "S0");
    enrol(first, LONG, 1);
    loop.call(() -> store.audit("ada (::1)", "walk to=\"S1\""));
    loop.call(() -> store.note(first, 1, "quiet", Optional.empty()));
    loop.call(() -> store.note(first, 1, "loud", Optional.of("held: too slow")));

    List<AuditEvent> events = loop.call(() -> store.events(1, 10));

    assertThat(events)
        .extracting(AuditEvent::number, AuditEvent::publication, AuditEvent::who, AuditEvent::what)
        .containsExactly(
            tuple(1L, 0L, "ada", "looks around"),
            tuple(2L, 1L, "ada (::1)", "walk to=\"S1\""),
            tuple(3L, 1L, "first", "held: too slow"));
    assertThat(events.get(2).publicationHash()).isEqualTo(begin.hash());
    assertThat(AuditLog.verify(Optional.empty(), events))
        .isEqualTo(new AuditLog.Verdict(3, Optional.empty()));
    assertThat(loop.call(() -> store.events(2, 1))).containsExactly(events.get(1));
    assertThat(loop.call(store::head).orElseThrow().note()).isEqualTo("loud");
  }

  @Test
  void tellsWhoStruckAMemberOff() {
    publish(first, 0, "S0");
    enrol(first, LONG, 1);
    enrol(second, SHORT, 1);
    refusal(() -> store.forget("first", "ada"));

    loop.call(() -> store.forget("second", "ada"));

    assertThat(loop.call(() -> store.events(1, 10)))
        .extracting(AuditEvent::who, AuditEvent::what)
        .containsExactly(tuple("ada", "second is struck off the list"));
  }

  @Test
  void showsWhatMembersReport() {
    publish(first, 0, "S0");
    enrol(first, LONG, 1);

    loop.call(() -> store.renew(first, LONG, says(new JsonObject().put("divergent", 3))));

    var member = loop.call(store::roster).find("first").orElseThrow();
    assertThat(member.report()).isEqualTo(new JsonObject().put("divergent", 3));
    assertThat(member.live()).isTrue();
    assertThat(member.controller()).isTrue();
    assertThat(member.acknowledged()).isEqualTo(1);
    assertThat(member.identity()).isEqualTo(first);
  }

  @Test
  void tellsOtherInstancesThatSomethingHasChanged() {
    var told = new AtomicInteger();
    var other = new EventLoop();
    ControlStore elsewhere = other.call(() -> open(other));
    elsewhere.onChange(told::incrementAndGet);

    publish(first, 0, "S0");

    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> told.get() > 0);
    int before = told.get();
    loop.call(store::nudge);
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> told.get() > before);
    other.call(elsewhere::close);
    other.close();
  }
}
