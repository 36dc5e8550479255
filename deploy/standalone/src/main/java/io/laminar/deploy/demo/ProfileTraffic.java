package io.laminar.deploy.demo;

import io.laminar.bidder.profile.ProfileCodec;
import io.laminar.deploy.profiles.Profiles;
import io.laminar.load.user.UserIds;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.Router;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.store.Entry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Updates profiles all the time, and reads each on another event loop once its update is
 * acknowledged: from then on every read must show it.
 *
 * <p>A user has at most one update under way, so what a read must show is known exactly.
 */
final class ProfileTraffic {

  private static final long TICK_MILLIS = 10;
  private static final int CHECK_BATCH = 500;

  /** What went wrong, and how much went well. Read by any thread. */
  static final class Tally {
    final AtomicLong writes = new AtomicLong();
    final AtomicLong failedWrites = new AtomicLong();
    final AtomicLong reads = new AtomicLong();
    final AtomicLong failedReads = new AtomicLong();
    final AtomicLong wrongReads = new AtomicLong();
    volatile String firstProblem = "";

    private void complain(AtomicLong counter, String problem) {
      if (counter.incrementAndGet() == 1 && firstProblem.isEmpty()) {
        firstProblem = problem;
      }
    }
  }

  private final Vertx vertx;
  private final Writer writer;
  private final Reader reader;
  private final List<String> deployments = new ArrayList<>();

  private ProfileTraffic(Vertx vertx, Member member, int users, int perSecond, long seed) {
    this.vertx = vertx;
    var tally = new Tally();
    this.reader = new Reader(member, tally);
    this.writer = new Writer(member, tally, reader, users, perSecond, seed);
  }

  /** Starts both; done when the first updates are on their way. */
  static Future<ProfileTraffic> start(
      Vertx vertx, Member member, int users, int perSecond, long seed) {
    var traffic = new ProfileTraffic(vertx, member, users, perSecond, seed);
    return vertx
        .deployVerticle(traffic.reader)
        .onSuccess(traffic.deployments::add)
        .compose(read -> vertx.deployVerticle(traffic.writer))
        .onSuccess(traffic.deployments::add)
        .map(traffic);
  }

  Tally tally() {
    return writer.tally;
  }

  /** Makes no further updates; done when those under way have ended. */
  Future<Void> stopWriting() {
    return writer.stopWriting();
  }

  /**
   * Reads every profile.
   *
   * @return how many do not show their last acknowledged update
   */
  Future<Integer> countLost() {
    return writer.countLost();
  }

  Future<Void> close() {
    return Future.join(deployments.stream().map(vertx::undeploy).toList()).mapEmpty();
  }

  /** The event loop that reads. */
  private static final class Reader extends VerticleBase {

    private final Member member;
    private final Tally tally;
    private Router router;

    Reader(Member member, Tally tally) {
      this.member = member;
      this.tally = tally;
    }

    @Override
    public Future<?> start() {
      return member.join(vertx).onSuccess(joined -> router = joined);
    }

    @Override
    public Future<?> stop() {
      return router.close();
    }

    /** Reads a user's profile and compares; called from other event loops. */
    Future<Void> expect(int user, long updates) {
      Promise<Void> done = Promise.promise();
      context.runOnContext(here -> read(user, updates).onComplete(done));
      return done.future();
    }

    private Future<Void> read(int user, long updates) {
      return router
          .get(UserIds.of(user))
          .transform(
              answer -> {
                tally.reads.incrementAndGet();
                if (answer.failed()) {
                  tally.complain(
                      tally.failedReads, UserIds.of(user) + ": " + answer.cause().getMessage());
                } else if (updatesIn(answer.result()) != updates) {
                  tally.complain(
                      tally.wrongReads,
                      UserIds.of(user)
                          + " showed update "
                          + updatesIn(answer.result())
                          + " after "
                          + updates
                          + " was acknowledged");
                }
                return Future.succeededFuture();
              });
    }
  }

  private static long updatesIn(Entry entry) {
    return entry.isLive(System.currentTimeMillis())
        ? ProfileCodec.decode(entry.value()).sequence()
        : -1;
  }

  /** The event loop that writes. */
  private static final class Writer extends VerticleBase {

    private final Member member;
    private final Tally tally;
    private final Reader reader;
    private final int perTick;
    private final Random random;
    private final long[] acknowledged;
    private final BitSet underWay;
    private final Promise<Void> drained = Promise.promise();
    private Context home;
    private Router router;
    private boolean stopping;

    Writer(Member member, Tally tally, Reader reader, int users, int perSecond, long seed) {
      this.member = member;
      this.tally = tally;
      this.reader = reader;
      this.perTick = (int) Math.max(1, perSecond * TICK_MILLIS / 1_000);
      this.random = new Random(seed);
      this.acknowledged = new long[users];
      this.underWay = new BitSet(users);
    }

    @Override
    public Future<?> start() {
      home = context;
      return member
          .join(vertx)
          .onSuccess(
              joined -> {
                router = joined;
                vertx.setPeriodic(TICK_MILLIS, tick -> writeSome());
              });
    }

    @Override
    public Future<?> stop() {
      return router.close();
    }

    Future<Void> stopWriting() {
      home.runOnContext(
          here -> {
            stopping = true;
            endIfDrained();
          });
      return drained.future();
    }

    private void writeSome() {
      for (int i = 0; i < perTick && !stopping; i++) {
        int user = random.nextInt(acknowledged.length);
        if (!underWay.get(user)) {
          underWay.set(user);
          write(user);
        }
      }
    }

    private void write(int user) {
      long updates = acknowledged[user] + 1;
      router
          .write(UserIds.of(user), Profiles.of(user, updates), 0)
          .onSuccess(
              done -> {
                tally.writes.incrementAndGet();
                acknowledged[user] = updates;
              })
          .onFailure(
              cause ->
                  tally.complain(tally.failedWrites, UserIds.of(user) + ": " + cause.getMessage()))
          .transform(
              written -> written.failed() ? Future.succeededFuture() : reader.expect(user, updates))
          .onComplete(read -> home.runOnContext(here -> ended(user)));
    }

    private void ended(int user) {
      underWay.clear(user);
      endIfDrained();
    }

    private void endIfDrained() {
      if (stopping && underWay.isEmpty()) {
        drained.tryComplete();
      }
    }

    Future<Integer> countLost() {
      Promise<Integer> counted = Promise.promise();
      var lost = new AtomicInteger();
      var next = new AtomicInteger();
      home.runOnContext(
          here ->
              Loop.until(
                      () -> {
                        int from = next.getAndAdd(CHECK_BATCH);
                        return from >= acknowledged.length
                            ? Future.succeededFuture(true)
                            : countLost(
                                from, Math.min(acknowledged.length, from + CHECK_BATCH), lost);
                      })
                  .map(done -> lost.get())
                  .onComplete(counted));
      return counted.future();
    }

    private Future<Boolean> countLost(int from, int to, AtomicInteger lost) {
      List<String> ids = new ArrayList<>(to - from);
      for (int user = from; user < to; user++) {
        ids.add(UserIds.of(user));
      }
      return router
          .getAll(ids)
          .map(
              entries -> {
                for (int i = 0; i < entries.size(); i++) {
                  if (updatesIn(entries.get(i)) != acknowledged[from + i]) {
                    lost.incrementAndGet();
                  }
                }
                return false;
              });
    }
  }
}
