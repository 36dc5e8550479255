package io.laminar.migration.ladder;

import io.laminar.migration.ladder.Crew.Live;
import io.laminar.migration.plan.BackOff;
import io.laminar.migration.scan.AdaptiveRate;
import io.laminar.migration.scan.Pace;
import io.laminar.migration.scan.Time;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Keeps the pace of all jobs, those of workers too, to what live traffic bears. It looks while a
 * job runs and not otherwise, about once a second. Belongs to the ladder's context; {@link
 * #reading} may be taken by any thread.
 */
final class Governor {

  private static final long LOOK_NANOS = 1_000_000_000L;

  private final Crew crew;
  private final Pace pace;
  private final Time time;
  private final Context context;
  private final AdaptiveRate rate;
  private int most;
  private BackOff backOff;
  private long lookedNanos;
  private long handledThen;
  private boolean looking;
  private long seenP99Micros;
  private volatile Throttle reading;

  Governor(Vertx vertx, Crew crew, Pace pace, Time time, int most, BackOff backOff) {
    this.crew = crew;
    this.pace = pace;
    this.time = time;
    this.context = vertx.getOrCreateContext();
    this.most = most;
    this.backOff = backOff;
    this.rate = new AdaptiveRate(most, backOff.liveP99(), backOff.leastRate());
    this.lookedNanos = time.nanos();
    read("");
  }

  /** Begins to keep the pace. */
  void start() {
    pace.watchedBy(this::look);
  }

  /** Changes the most that jobs may handle a second; 0 = unlimited. */
  void limitTo(int perSecond) {
    most = perSecond;
    rate.limitTo(perSecond);
    pace.changeTo(perSecond);
    read("");
  }

  /** Changes when jobs give way. */
  void giveWay(BackOff next) {
    backOff = next;
    rate.keepBelow(next.liveP99(), next.leastRate());
    pace.changeTo(rate.perSecond());
    read("");
  }

  BackOff backOff() {
    return backOff;
  }

  /** How it stands. */
  Throttle reading() {
    return reading;
  }

  private void look() {
    long now = time.nanos();
    if (looking || !backOff.isOn() || now - lookedNanos < LOOK_NANOS) {
      return;
    }
    looking = true;
    double handled = (pace.handled() - handledThen) * 1e9 / (now - lookedNanos);
    handledThen = pace.handled();
    lookedNanos = now;
    Future<Live> live = crew.live();
    if (live.isComplete()) {
      saw(now, handled, live);
    } else {
      live.onComplete(later -> context.runOnContext(here -> saw(now, handled, later)));
    }
  }

  private void saw(long nowNanos, double handled, AsyncResult<Live> live) {
    looking = false;
    if (live.failed()) {
      read("live latency is not known: " + live.cause().getMessage());
      return;
    }
    int before = rate.perSecond();
    seenP99Micros = live.result().p99Micros();
    rate.observe(nowNanos, seenP99Micros, live.result().trouble(), handled);
    if (rate.perSecond() != before) {
      pace.adjustTo(rate.perSecond());
    }
    read(rate.why());
  }

  private void read(String why) {
    reading =
        new Throttle(
            most,
            rate.perSecond(),
            backOff.leastRate(),
            backOff.liveP99().toNanos() / 1_000,
            seenP99Micros,
            why);
  }
}
