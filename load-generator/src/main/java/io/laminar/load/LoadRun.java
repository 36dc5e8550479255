package io.laminar.load;

import io.laminar.load.tally.Counts;
import io.laminar.load.tally.Tally;
import io.laminar.load.template.TemplateMix;
import io.laminar.load.template.TemplateSet;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * One run of load, from opening connections to the summary.
 *
 * <p>Each event loop runs a {@link LoadLoop} for its share of the rate. Once a second this class
 * takes what they counted, adds it up and tells the listener. It keeps itself to the context it was
 * started on.
 */
public final class LoadRun {

  private static final long SECOND_MILLIS = 1_000;
  private static final long HEAD_START_NANOS = 20_000_000;

  private final Vertx vertx;
  private final Context context;
  private final LoadOptions options;
  private final Consumer<LoadSecond> live;
  private final List<LoopVerticle> loops = new ArrayList<>();
  private final List<String> deployments = new ArrayList<>();
  private final Promise<LoadSummary> result = Promise.promise();
  private final Tally total = new Tally();

  private Future<Void> reading = Future.succeededFuture();
  private long startNanos;
  private long readNanos;
  private long stoppedNanos;
  private boolean begun;
  private boolean stopped;

  private LoadRun(Vertx vertx, LoadOptions options, Consumer<LoadSecond> live) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.options = options;
    this.live = live;
  }

  /**
   * Starts a run and returns at once.
   *
   * @param live told about each second, on an event loop; must not block
   */
  public static LoadRun start(Vertx vertx, LoadOptions options, Consumer<LoadSecond> live) {
    var run = new LoadRun(vertx, options, live);
    run.context.runOnContext(here -> run.start());
    return run;
  }

  /**
   * Done when everything has ended and all connections are closed; fails if the server cannot be
   * reached at the start.
   */
  public Future<LoadSummary> result() {
    return result.future();
  }

  /**
   * Ends the run before its time: nothing more is sent, what is under way gets its time, and the
   * summary is about what was done. Any thread, any number of times.
   */
  public void stop() {
    context.runOnContext(
        here -> {
          if (!stopped) {
            stopped = true;
            stoppedNanos = System.nanoTime();
            if (begun) {
              loops.forEach(LoopVerticle::endSchedule);
            }
          }
        });
  }

  private void start() {
    vertx
        .executeBlocking(() -> templates())
        .compose(this::deploy)
        .compose(deployed -> runLoops())
        .transform(ended -> undeploy().transform(closed -> (Future<LoadSummary>) ended))
        .onComplete(result);
  }

  private TemplateMix templates() {
    return TemplateMix.of(
        options.mix().weights(), TemplateSet.load(options.limits().tmax().toMillis()));
  }

  private Future<Void> deploy(TemplateMix templates) {
    long run = ThreadLocalRandom.current().nextLong();
    List<Future<String>> deploying = new ArrayList<>();
    for (int index = 0; index < options.wire().loops(); index++) {
      var loop = new LoopVerticle(options, templates, run, index);
      loops.add(loop);
      deploying.add(
          vertx.deployVerticle(loop, new DeploymentOptions()).onSuccess(deployments::add));
    }
    return Future.join(deploying).mapEmpty();
  }

  private Future<Void> undeploy() {
    return Future.join(deployments.stream().map(vertx::undeploy).toList()).mapEmpty();
  }

  private Future<LoadSummary> runLoops() {
    startNanos = System.nanoTime() + HEAD_START_NANOS;
    readNanos = startNanos;
    begun = true;
    List<Future<Void>> running = new ArrayList<>();
    if (stopped) {
      loops.forEach(LoopVerticle::endSchedule); // before they begin, so that nothing is sent
    }
    loops.forEach(loop -> running.add(loop.begin(startNanos)));
    long timer = vertx.setPeriodic(SECOND_MILLIS, second -> readUnlessReading());
    return here(Future.join(running))
        .onComplete(ended -> vertx.cancelTimer(timer))
        .compose(ended -> reading.transform(last -> read()))
        .map(read -> summary());
  }

  /** A loop that is held up must not make readings queue up behind it. */
  private void readUnlessReading() {
    if (reading.isComplete()) {
      reading = read();
    }
  }

  private Future<Void> read() {
    List<Future<LoopVerticle.Reading>> readings = loops.stream().map(LoopVerticle::read).toList();
    return here(Future.join(readings))
        .map(
            all -> {
              tell(all.list());
              return null;
            });
  }

  private void tell(List<LoopVerticle.Reading> readings) {
    var second = new Tally();
    int inFlight = 0;
    int openConnections = 0;
    for (LoopVerticle.Reading reading : readings) {
      second.add(reading.tally());
      inFlight += reading.inFlight();
      openConnections += reading.openLines();
    }
    total.add(second);
    long now = System.nanoTime();
    Counts counts = second.counts();
    if (counts.scheduled() + counts.ended() + inFlight == 0) {
      return; // what is left after the last request is not a second of load
    }
    var told =
        new LoadSecond(
            Duration.ofNanos(now - startNanos),
            Duration.ofNanos(Math.max(1, now - readNanos)),
            intendedRate(now),
            counts,
            second.times(),
            inFlight,
            openConnections,
            remaining(now));
    readNanos = now;
    // a listener that throws is reported by Vert.x and does not end the run
    context.runOnContext(here -> live.accept(told));
  }

  /** In the middle of the span that ends now, since it may change within it. */
  private double intendedRate(long now) {
    return options.arrivals().rateAt((now - startNanos) / 2 + (readNanos - startNanos) / 2);
  }

  private Duration remaining(long now) {
    long left = options.arrivals().duration().toNanos() - (now - startNanos);
    return stopped || left < 0 ? Duration.ZERO : Duration.ofNanos(left);
  }

  private LoadSummary summary() {
    Duration sending = options.arrivals().duration();
    if (stopped) {
      long sent = Math.max(0, stoppedNanos - startNanos);
      sending = Duration.ofNanos(Math.min(sent, options.arrivals().duration().toNanos()));
    }
    return new LoadSummary(
        options,
        LoadSummary.Machine.here(),
        sending,
        stopped,
        Faults.of(options, total),
        total.counts(),
        total.times());
  }

  /** The same result, on the context of this run. */
  private <T> Future<T> here(Future<T> elsewhere) {
    Promise<T> promise = Promise.promise();
    elsewhere.onComplete(
        (value, failure) -> context.runOnContext(here -> promise.complete(value, failure)));
    return promise.future();
  }
}
