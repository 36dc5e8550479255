package io.laminar.load;

import io.laminar.load.auction.Auctioneer;
import io.laminar.load.notice.Notices;
import io.laminar.load.schedule.Schedule;
import io.laminar.load.tally.DropReason;
import io.laminar.load.tally.Outcome;
import io.laminar.load.tally.Tally;
import io.laminar.load.tally.TallyBook;
import io.laminar.load.template.RequestTemplate;
import io.laminar.load.template.RequestWriter;
import io.laminar.load.template.TemplateMix;
import io.laminar.load.time.Time;
import io.laminar.load.user.ChurningUsers;
import io.laminar.load.wire.Call;
import io.laminar.load.wire.CallFailure;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * One event loop's share of a run: sends what is due, gives up what took too long, and counts.
 *
 * <p>How departures are timed: the loop sleeps until the next one, but never less than {@value
 * #TICK_NANOS} ns, and then sends everything that is due. Below one request a tick each leaves at
 * its own instant; above, a few leave together and the first of them up to a tick late. Spinning
 * would be more exact, but on a machine that is shared with the server it takes the very processor
 * that is measured; a timer for each request costs more than sending it. How late the loop really
 * was is recorded as lag for every request, not assumed. When the loop was held up, what has become
 * due meanwhile leaves in portions, so that answers are read in between.
 *
 * <p>In the closed model a request is due when there is room for it, so there is no lag, and a slow
 * server is asked less often: it shows what a server can do at most, and nothing else.
 *
 * <p>Time limits are kept without timers too: requests are due in the order they were scheduled in,
 * so the oldest stand first in a queue. A request that could not be sent within half of its time
 * limit is dropped: sent later, it would be given up before its answer comes, which costs the
 * connection, so that after one hiccup longer than the limit nothing would ever be answered again.
 *
 * <p>Belongs to one event loop.
 */
final class LoadLoop {

  static final long TICK_NANOS = 200_000;
  private static final long DRAIN_TICK_NANOS = 2_000_000;
  private static final long MAX_SLEEP_NANOS = 10_000_000;
  private static final long AT_ONCE_NANOS = 1;
  private static final int MAX_AT_ONCE = 256;

  /**
   * What a loop works with.
   *
   * @param lines takes calls
   */
  record Parts(
      Schedule schedule,
      TemplateMix mix,
      RequestWriter writer,
      ChurningUsers users,
      SplittableRandom random,
      Consumer<Call> lines,
      Auctioneer auctioneer,
      Notices notices,
      TallyBook book,
      Time time) {}

  /**
   * The bounds of a loop.
   *
   * @param keepBusy in the closed model, how many requests of this loop are always under way; the
   *     schedule is then not asked. 0 in the open model
   * @param maxInFlight this loop's share
   */
  record Limits(
      Duration duration,
      Duration tmax,
      Duration timeout,
      int keepBusy,
      int maxInFlight,
      double checkShare) {}

  private final Parts parts;
  private final Limits limits;
  private final long tmaxNanos;
  private final long timeoutNanos;
  private final long patienceNanos;
  private final SplittableRandom checks;

  /** Calls in the order they were due; ended ones leave when they come to the front. */
  private final ArrayDeque<BidCall> underWay = new ArrayDeque<>();

  /** Of these, the ones that found no free connection at once. */
  private final ArrayDeque<BidCall> waiting = new ArrayDeque<>();

  private final Promise<Void> finished = Promise.promise();
  private long startNanos;
  private long nextNanos;
  private long number;
  private int inFlight;
  private long endNanos;
  private boolean stopped;
  private boolean abandoned;

  LoadLoop(Parts parts, Limits limits) {
    this.parts = parts;
    this.limits = limits;
    this.tmaxNanos = limits.tmax().toNanos();
    this.timeoutNanos = limits.timeout().toNanos();
    this.patienceNanos = timeoutNanos / 2;
    // apart from the choices of requests, which must not depend on when answers come
    this.checks = parts.random().split();
  }

  /**
   * Begins.
   *
   * @param startNanos the instant that the schedule counts from, as {@link Time#nanos}
   * @return done when the schedule has ended and nothing is under way any more
   */
  Future<Void> begin(long startNanos) {
    this.startNanos = startNanos;
    // a loop that comes late to its start has a schedule to catch up with only in the open model
    long from = isClosed() ? Math.max(startNanos, nanos()) : startNanos;
    this.endNanos = stopped ? startNanos : from + limits.duration().toNanos();
    advance();
    tick();
    return finished.future();
  }

  /**
   * Sends nothing that is due from now on, and nothing at all if it has not begun; what was due
   * before still gets its time.
   */
  void stop() {
    stopped = true;
    endNanos = Math.min(endNanos, nanos());
  }

  /** Ends without waiting for anything, when the event loop is taken away. */
  void abandon() {
    abandoned = true;
    finished.tryFail("the event loop of the load generator was closed before the run had ended");
  }

  /** Hands over what was counted since the last time. */
  Tally take() {
    return parts.book().take();
  }

  /** Requests under way or waiting for a connection. */
  int inFlight() {
    return inFlight;
  }

  long nanos() {
    return parts.time().nanos();
  }

  Buffer body(BidCall call) {
    return parts.writer().write(call.template, call.number, call.user);
  }

  private void tick() {
    if (abandoned) {
      return;
    }
    long now = nanos();
    giveUpUnsent(now);
    giveUpUnanswered(now);
    boolean moreIsDue = sendDue();
    if (scheduleEnded() && inFlight == 0 && parts.notices().waiting() == 0) {
      finished.tryComplete();
      return;
    }
    long wait = moreIsDue ? AT_ONCE_NANOS : waitNanos();
    // long gaps between departures must not delay the time limits
    parts.time().after(Math.min(wait, MAX_SLEEP_NANOS), this::tick);
  }

  private long waitNanos() {
    return isClosed() || scheduleEnded()
        ? DRAIN_TICK_NANOS
        : Math.max(TICK_NANOS, nextNanos - nanos());
  }

  /** Sends what is due, up to a portion; true if there is more. */
  private boolean sendDue() {
    if (isClosed()) {
      keepBusy();
      return false;
    }
    for (int sent = 0; sent < MAX_AT_ONCE; sent++) {
      long lag = nanos() - nextNanos;
      if (scheduleEnded() || lag < 0) {
        return false;
      }
      send(nextNanos, lag);
      advance();
    }
    return !scheduleEnded() && nanos() >= nextNanos;
  }

  /** Only so many at once: one that fails at once must not be replaced without end. */
  private void keepBusy() {
    int room = limits.keepBusy() - inFlight;
    for (int i = 0; i < room && !scheduleEnded(); i++) {
      send(nanos(), 0);
    }
  }

  private boolean isClosed() {
    return limits.keepBusy() > 0;
  }

  private void advance() {
    long next = isClosed() ? 0 : parts.schedule().nextNanos();
    nextNanos = next == Long.MAX_VALUE ? next : startNanos + next;
  }

  private boolean scheduleEnded() {
    return (isClosed() ? nanos() : nextNanos) >= endNanos;
  }

  private void send(long intendedNanos, long lagNanos) {
    parts.book().now().scheduled(lagNanos);
    // drawn even if the request is dropped, so that a seed always means the same requests
    RequestTemplate template = parts.mix().next(parts.random());
    long user = parts.users().next(intendedNanos - startNanos);
    var call = new BidCall(this, template, number++, user, intendedNanos);
    if (lagNanos >= patienceNanos) {
      parts.book().now().droppedAfter(lagNanos, DropReason.BEHIND_SCHEDULE);
      return;
    }
    if (inFlight >= limits.maxInFlight()) {
      parts.book().now().droppedOverLimit();
      return;
    }
    inFlight++;
    underWay.add(call);
    parts.lines().accept(call);
    if (call.isWaiting()) {
      waiting.add(call);
    }
  }

  private void giveUpUnsent(long now) {
    BidCall first = waiting.peek();
    while (first != null && (!first.isWaiting() || now - first.intendedNanos >= patienceNanos)) {
      waiting.poll();
      if (first.isWaiting()) {
        inFlight--;
        first.giveUp();
        long waited = now - first.intendedNanos;
        parts.book().now().droppedAfter(waited, DropReason.NO_FREE_CONNECTION);
      }
      first = waiting.peek();
    }
  }

  private void giveUpUnanswered(long now) {
    BidCall first = underWay.peek();
    while (first != null && (first.isEnded() || now - first.intendedNanos >= timeoutNanos)) {
      underWay.poll();
      if (!first.isEnded()) {
        inFlight--;
        first.giveUp();
        parts.book().now().timedOut(now - first.intendedNanos);
      }
      first = underWay.peek();
    }
  }

  void answered(BidCall call, int status, MultiMap headers, Buffer body) {
    inFlight--;
    long now = nanos();
    long response = now - call.intendedNanos;
    boolean readBody = status == 200 && checks.nextDouble() < limits.checkShare();
    String id = readBody ? parts.writer().id(call.number) : "";
    Verdict verdict = Verdict.of(call, id, status, headers, body, readBody);
    boolean isBid = verdict.outcome() == Outcome.BID;
    boolean isLate = response > tmaxNanos && (isBid || verdict.outcome() == Outcome.NO_BID);
    Tally tally = parts.book().now();
    tally.answered(isLate ? Outcome.LATE : verdict.outcome(), response, now - call.sentNanos());
    tally.offers(verdict.bids().size());
    if (!isLate) {
      judge(call, id, verdict);
    }
    if (isClosed()) {
      keepBusy();
    }
  }

  private void judge(BidCall call, String id, Verdict verdict) {
    Tally tally = parts.book().now();
    if (verdict.outcome() == Outcome.NO_BID) {
      tally.noBid(verdict.detail());
    } else if (verdict.outcome() != Outcome.BID) {
      tally.problem(verdict.outcome().label(), verdict.detail());
    } else if (!verdict.bids().isEmpty() && !call.template.isTest()) {
      parts
          .notices()
          .tell(id, parts.auctioneer().decide(call.number, call.template, verdict.bids()));
    }
  }

  void failed(BidCall call, CallFailure kind, String problem) {
    inFlight--;
    Outcome outcome = kind == CallFailure.REFUSED ? Outcome.REFUSED : Outcome.CONNECTION_ERROR;
    parts.book().now().failed(outcome);
    parts.book().now().problem(outcome.label(), problem);
  }
}
