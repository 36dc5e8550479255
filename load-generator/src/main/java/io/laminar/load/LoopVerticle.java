package io.laminar.load;

import io.laminar.load.auction.Auctioneer;
import io.laminar.load.notice.HttpNoticeSender;
import io.laminar.load.notice.Notices;
import io.laminar.load.schedule.RateCurve;
import io.laminar.load.schedule.Schedule;
import io.laminar.load.tally.Tally;
import io.laminar.load.tally.TallyBook;
import io.laminar.load.template.RequestIds;
import io.laminar.load.template.RequestWriter;
import io.laminar.load.template.TemplateMix;
import io.laminar.load.time.Time;
import io.laminar.load.user.ChurningUsers;
import io.laminar.load.user.ZipfUsers;
import io.laminar.load.wire.HttpLines;
import io.laminar.load.wire.LinePool;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/** Puts one {@link LoadLoop} on an event loop, with connections of its own. */
final class LoopVerticle extends VerticleBase {

  /**
   * What was counted since the last time, and what is under way.
   *
   * @param openLines connections that are open
   */
  record Reading(Tally tally, int inFlight, int openLines) {}

  private final LoadOptions options;
  private final TemplateMix templates;
  private final long run;
  private final int index;
  private HttpLines http;
  private LinePool lines;
  private HttpNoticeSender noticeSender;
  private LoadLoop loop;

  /**
   * @param run see {@link RequestIds}
   * @param index of this loop, from 0
   */
  LoopVerticle(LoadOptions options, TemplateMix templates, long run, int index) {
    this.options = options;
    this.templates = templates;
    this.run = run;
    this.index = index;
  }

  /** Opens the connections; fails if none can be opened. */
  @Override
  public Future<?> start() {
    Time time = Time.of(vertx);
    LoadOptions.Wire wire = options.wire();
    http = new HttpLines(vertx, options.url(), options.limits().timeout());
    noticeSender =
        new HttpNoticeSender(vertx, options.notices().connections(), options.notices().timeout());
    lines = new LinePool(share(wire.connections()), wire.pipelining(), http, time);
    loop = new LoadLoop(parts(time), limits());
    return lines.open().onFailure(failure -> lines.close());
  }

  private LoadLoop.Parts parts(Time time) {
    MixOptions mix = options.mix();
    AuctionOptions auction = options.auction();
    var random = new SplittableRandom(mix.seed() * 1_000L + index);
    var book = new TallyBook();
    return new LoadLoop.Parts(
        schedule(random.split()),
        templates,
        new RequestWriter(new RequestIds(run, index)),
        new ChurningUsers(
            new ZipfUsers(mix.users(), mix.zipfExponent(), random.split()),
            mix.users(),
            mix.churn()),
        random.split(),
        lines::send,
        new Auctioneer(auction.kind(), auction.rivals(), auction.winShare(), random.nextLong()),
        new Notices(options.notices().rules(), noticeSender, time, random.split(), book),
        book,
        time);
  }

  private LoadLoop.Limits limits() {
    return new LoadLoop.Limits(
        options.arrivals().duration(),
        options.limits().tmax(),
        options.limits().timeout(),
        options.arrivals().closed()
            ? share(options.wire().connections()) * options.wire().pipelining()
            : 0,
        share(options.limits().maxInFlight()),
        options.limits().checkShare());
  }

  @Override
  public Future<?> stop() {
    loop.abandon();
    return lines.close().eventually(http::close).eventually(noticeSender::close);
  }

  /** See {@link LoadLoop#begin}. Any thread. */
  Future<Void> begin(long startNanos) {
    return here(() -> loop.begin(startNanos)).compose(ending -> ending);
  }

  /** See {@link LoadLoop#stop}. Any thread. */
  void endSchedule() {
    context.runOnContext(here -> loop.stop());
  }

  /** Any thread. */
  Future<Reading> read() {
    return here(() -> new Reading(loop.take(), loop.inFlight(), lines.openLines()));
  }

  private <T> Future<T> here(Callable<T> task) {
    Promise<T> done = Promise.promise();
    context.runOnContext(
        here -> {
          try {
            done.complete(task.call());
          } catch (Exception e) {
            done.fail(e);
          }
        });
    return done.future();
  }

  private Schedule schedule(SplittableRandom random) {
    int loops = options.wire().loops();
    RateCurve curve = options.arrivals().curve().times(1.0 / loops);
    return options.arrivals().poisson()
        ? Schedule.poisson(curve, random)
        : Schedule.even(curve, (double) index / loops);
  }

  /** This loop's part of something that all loops share, the remainder going to the first ones. */
  private int share(int whole) {
    int loops = options.wire().loops();
    return whole / loops + (index < whole % loops ? 1 : 0);
  }
}
