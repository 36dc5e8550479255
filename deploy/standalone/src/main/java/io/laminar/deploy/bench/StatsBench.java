package io.laminar.deploy.bench;

import io.laminar.deploy.bench.StatsFigures.Rate;
import io.laminar.deploy.bench.StatsFigures.Room;
import io.laminar.deploy.command.Futures;
import io.laminar.migration.config.Configuration;
import io.laminar.stats.StatsOptions;
import io.laminar.stats.StatsService;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.event.Subject;
import io.laminar.stats.queue.EventQueue;
import io.laminar.stats.queue.EventQueueOptions;
import io.laminar.stats.queue.FactSums;
import io.laminar.stats.report.StatsReader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Tells facts and events to a queue and waits until they are counted. On the main thread. */
final class StatsBench {

  private static final int LOOPS = 2;
  private static final int TICK_MILLIS = 10;
  private static final int CAMPAIGNS = 50;
  private static final int BIDS_IN_100 = 30;
  private static final int WINS_IN_100 = 3;
  private static final long PRICE_MICROS = 1_250_000;
  private static final Duration COUNT_PATIENCE = Duration.ofMinutes(10);
  private static final int LOOK_MILLIS = 50;

  private final Vertx vertx;
  private final Configuration configuration;
  private final Load load;
  private final PrintWriter progress;
  private StatsService stats;
  private EventQueue queue;
  private StatsReader reader;
  private StatsRoom room;

  /**
   * What is told.
   *
   * @param factsPerSecond offered as sums
   * @param inFlight single events that are not acknowledged yet
   * @param requests whose room is measured
   */
  record Load(Duration time, int factsPerSecond, int inFlight, int requests) {}

  StatsBench(Vertx vertx, Configuration configuration, Load load, PrintWriter progress) {
    this.vertx = vertx;
    this.configuration = configuration;
    this.load = load;
    this.progress = progress;
  }

  StatsFigures run() throws Exception {
    var options = StatsOptions.from(configuration);
    stats = Futures.await(StatsService.start(vertx, options));
    queue = Futures.await(EventQueue.start(vertx, EventQueueOptions.from(configuration)));
    reader = StatsReader.open(vertx, options.addresses().postgres(), Duration.ofSeconds(30));
    room = new StatsRoom(vertx, options);
    Rate sums = sums();
    Rate events = events();
    return new StatsFigures(
        Machine.here(), Machine.loadAverage(), sums, events, roomOf(load.requests()));
  }

  Future<Void> close() {
    Future<Void> closed = queue == null ? Future.succeededFuture() : queue.close();
    return closed
        .eventually(() -> reader == null ? Future.succeededFuture() : reader.close())
        .eventually(() -> room == null ? Future.succeededFuture() : room.close())
        .eventually(() -> stats == null ? Future.succeededFuture() : stats.close());
  }

  private Rate sums() throws Exception {
    progress.println("(a) facts as sums");
    List<FactTeller> tellers = new ArrayList<>();
    long begun = System.nanoTime();
    for (int i = 0; i < LOOPS; i++) {
      var teller = new FactTeller(newContext(), load.factsPerSecond() / LOOPS);
      tellers.add(teller);
      teller.context.runOnContext(here -> teller.begin());
    }
    List<Long> lags = watch(load.time());
    for (FactTeller teller : tellers) {
      teller.context.runOnContext(here -> teller.end());
      Futures.await(teller.ended.future());
    }
    double toldSeconds = seconds(begun);
    long told = tellers.stream().mapToLong(teller -> teller.told).sum();
    long counted = awaitTotal(() -> reader.total(Fact.REQUEST), told, lags);
    return new Rate(told, counted, toldSeconds, seconds(begun), lags);
  }

  private Rate events() throws Exception {
    progress.println("(b) single events");
    var teller = new EventTeller(newContext(), Long.MAX_VALUE);
    long begun = System.nanoTime();
    teller.context.runOnContext(here -> teller.fill());
    List<Long> lags = watch(load.time());
    teller.stopped = true;
    teller.context.runOnContext(here -> teller.fill());
    Futures.await(teller.ended.future());
    double toldSeconds = seconds(begun);
    long counted = awaitTotal(this::notices, teller.acknowledged.get(), lags);
    return new Rate(teller.acknowledged.get(), counted, toldSeconds, seconds(begun), lags);
  }

  /** Wins, bills and sums of so many requests, in one hour, and what they left on the disks. */
  private Room roomOf(int requests) throws Exception {
    progress.println("(c) room");
    Map<String, Long> before = Futures.await(room.bytes());
    long noticesBefore = Futures.await(notices());
    long sumsBefore = Futures.await(reader.total(Fact.REQUEST));
    Context context = newContext();
    Promise<Void> told = Promise.promise();
    context.runOnContext(
        here -> {
          FactSums sums = queue.sums();
          sums.cell(Fact.REQUEST, "").add(requests);
          sums.cell(Fact.NO_BID, "no-match").add(requests / 100L * (100 - BIDS_IN_100));
          sums.cell(Fact.OFFER, "").add(requests / 100L * BIDS_IN_100);
          for (int campaign = 0; campaign < CAMPAIGNS; campaign++) {
            sums.cell(Fact.BID, subject(campaign))
                .add(Math.max(1, requests / 100L * BIDS_IN_100 / CAMPAIGNS));
          }
          told.complete();
        });
    Futures.await(told.future());
    long wanted = requests / 100L * WINS_IN_100 * 2;
    var teller = new EventTeller(newContext(), wanted);
    teller.context.runOnContext(here -> teller.fill());
    Futures.await(teller.ended.future());
    awaitTotal(this::notices, noticesBefore + wanted, new ArrayList<>());
    awaitTotal(() -> reader.total(Fact.REQUEST), sumsBefore + requests, new ArrayList<>());
    Map<String, Long> after = Futures.await(room.bytes());
    Map<String, Long> grown = new LinkedHashMap<>();
    after.forEach(
        (place, bytes) -> {
          long more = bytes - before.getOrDefault(place, 0L);
          if (more > 0) {
            grown.put(place, more);
          }
        });
    return new Room(requests, wanted, grown);
  }

  private Future<Long> notices() {
    return reader
        .notices(NoticeKind.WIN)
        .compose(wins -> reader.notices(NoticeKind.BILLING).map(bills -> wins + bills));
  }

  /** Lets time pass and notes the lag each second. */
  private List<Long> watch(Duration time) throws Exception {
    List<Long> lags = new ArrayList<>();
    for (long second = 0; second < time.toSeconds(); second++) {
      Futures.await(vertx.timer(1_000));
      lags.add(stats.status().aggregator().lagRecords());
      progress.println("  " + stats.status().line());
    }
    return lags;
  }

  private long awaitTotal(Supplier<Future<Long>> total, long wanted, List<Long> lags)
      throws Exception {
    long begun = System.nanoTime();
    long looks = 0;
    long seen = Futures.await(total.get());
    while (seen < wanted && System.nanoTime() - begun < COUNT_PATIENCE.toNanos()) {
      Futures.await(vertx.timer(LOOK_MILLIS));
      seen = Futures.await(total.get());
      if (++looks % (1_000 / LOOK_MILLIS) == 0) {
        lags.add(stats.status().aggregator().lagRecords());
        progress.println("  " + stats.status().line());
      }
    }
    return seen;
  }

  private static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }

  private static Subject subject(int campaign) {
    return new Subject("c" + campaign, "c" + campaign + "-a", "", "exchange");
  }

  /** Adds facts at a rate, on an event loop of its own. */
  private final class FactTeller {

    private final Context context;
    private final Promise<Void> ended = Promise.promise();
    private final int perSecond;
    private final List<FactSums.Cell> cells = new ArrayList<>();
    private long begunNanos;
    private long timer;
    private volatile long told;

    FactTeller(Context context, int perSecond) {
      this.context = context;
      this.perSecond = perSecond;
    }

    void begin() {
      FactSums sums = queue.sums();
      cells.add(sums.cell(Fact.REQUEST, ""));
      for (int i = 0; i < CAMPAIGNS; i++) {
        cells.add(sums.cell(Fact.REQUEST, subject(i)));
      }
      begunNanos = System.nanoTime();
      timer = vertx.setPeriodic(TICK_MILLIS, tick -> tell());
    }

    void end() {
      vertx.cancelTimer(timer);
      tell();
      ended.complete();
    }

    /** One addition for each fact, as on a bidder's request path. */
    private void tell() {
      long due = (long) ((System.nanoTime() - begunNanos) / 1e9 * perSecond);
      long count = told;
      while (count < due) {
        cells.get((int) (count % cells.size())).add(1);
        count++;
      }
      told = count;
    }
  }

  /** Keeps so many events in flight, on an event loop of its own. */
  private final class EventTeller {

    private final Context context;
    private final Promise<Void> ended = Promise.promise();
    private final AtomicLong acknowledged = new AtomicLong();
    private final String prefix = Long.toString(System.nanoTime(), Character.MAX_RADIX) + "-";
    private final long most;
    private volatile boolean stopped;
    private long begun;
    private int inFlight;

    EventTeller(Context context, long most) {
      this.context = context;
      this.most = most;
    }

    void fill() {
      while (!stopped && begun < most && inFlight < load.inFlight()) {
        inFlight++;
        queue.publish(notice(begun++)).onComplete(told -> settle(told.succeeded(), told.cause()));
      }
      if (inFlight == 0 && (stopped || begun == most)) {
        ended.tryComplete();
      }
    }

    private void settle(boolean safe, Throwable cause) {
      inFlight--;
      if (safe) {
        acknowledged.incrementAndGet();
        fill();
      } else {
        ended.tryFail(cause);
      }
    }

    private Notice notice(long number) {
      boolean win = number % 2 == 0;
      String bid = prefix + Long.toString(number / 2, Character.MAX_RADIX);
      int campaign = (int) (number / 2 % CAMPAIGNS);
      return new Notice(
          (win ? "win:" : "billing:") + bid,
          win ? NoticeKind.WIN : NoticeKind.BILLING,
          bid,
          "c" + campaign,
          "c" + campaign + "-a",
          "",
          "exchange",
          PRICE_MICROS,
          System.currentTimeMillis());
    }
  }

  /** Of another event loop than the last one. */
  private Context newContext() throws Exception {
    Promise<Context> made = Promise.promise();
    Futures.await(
        vertx.deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() {
                made.complete(context);
                return Future.succeededFuture();
              }
            }));
    return Futures.await(made.future());
  }
}
