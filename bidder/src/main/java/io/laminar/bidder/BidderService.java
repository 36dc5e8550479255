package io.laminar.bidder;

import io.laminar.bidder.admin.AdminRoute;
import io.laminar.bidder.admin.AdminServer;
import io.laminar.bidder.admin.BiddingApi;
import io.laminar.bidder.admin.BiddingSwitch;
import io.laminar.bidder.canary.CanaryKeeper;
import io.laminar.bidder.canary.CanaryState;
import io.laminar.bidder.canary.CanaryWatch;
import io.laminar.bidder.health.Check;
import io.laminar.bidder.lookup.ProfileCache;
import io.laminar.bidder.metrics.BidderMetrics;
import io.laminar.bidder.privacy.PrivacyGate;
import io.laminar.bidder.server.BidderLoop;
import io.laminar.bidder.server.FrontDoor;
import io.laminar.bidder.server.LoopPart;
import io.laminar.bidder.server.Shared;
import io.laminar.bidder.tls.CertificateKeeper;
import io.laminar.migration.route.Member;
import io.laminar.stats.queue.EventQueue;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bidder: answers OpenRTB requests and notices on one port, from several event loops.
 *
 * <p>Needs Kafka and the profile store to start; without the canary's Redis it starts, does not
 * bid, and goes on looking. Thread-safe.
 */
public final class BidderService {

  private static final Logger LOG = LoggerFactory.getLogger(BidderService.class);

  /** Names for "any free port", one for each service of a Vertx: see {@link BidderLoop}. */
  private static final AtomicInteger ANY_PORTS = new AtomicInteger();

  private final Vertx vertx;
  private final BidderOptions options;
  private final Member member;
  private final MigrationWatch migration;
  private final Trade trade;
  private final BidderMetrics metrics = new BidderMetrics();
  private final CanaryKeeper canary;
  private final Deque<Supplier<Future<?>>> closers = new ConcurrentLinkedDeque<>();
  private final AtomicReference<Promise<Void>> closing = new AtomicReference<>();
  private final BiddingSwitch bidding;
  private final CertificateKeeper certificate;
  private final FrontDoor door = new FrontDoor();
  private volatile int port;
  private volatile int adminPort;

  private BidderService(Vertx vertx, BidderOptions options, Migrating migrating) {
    this.vertx = vertx;
    this.options = options;
    this.member = migrating.member();
    this.migration = new MigrationWatch(vertx, migrating);
    this.trade = new Trade(vertx, options.trade());
    this.bidding = new BiddingSwitch(options.admin().bidding(), System.currentTimeMillis());
    this.certificate = new CertificateKeeper(options.server().tls(), Instant::now);
    this.canary = new CanaryKeeper(options.canary(), System::nanoTime);
  }

  /**
   * Starts a bidder.
   *
   * @param member whose routers the bidder reads profiles through, one for each event loop
   * @return done when it answers; fails, with everything closed again, if the campaigns are wrong,
   *     Kafka or the profile store cannot be reached, or the port is taken
   */
  public static Future<BidderService> start(Vertx vertx, BidderOptions options, Member member) {
    return start(vertx, options, Migrating.nowhere(member));
  }

  /** The same for a process that moves the profiles, or shares in that. */
  public static Future<BidderService> start(
      Vertx vertx, BidderOptions options, Migrating migrating) {
    var service = new BidderService(vertx, options, migrating);
    return service
        .open()
        .map(service)
        .recover(failure -> service.close().transform(closed -> Future.failedFuture(failure)));
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** The operators' port, or 0 if it is closed. */
  public int adminPort() {
    return adminPort;
  }

  /** What is known of the canary. */
  public CanaryState canary() {
    return canary.watch().state();
  }

  /**
   * Takes nothing new, finishes what is under way, sends what is still to be told, and lets go of
   * all connections; each step is bounded in time. Further calls give the same future.
   */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    if (closing.compareAndSet(null, closed)) {
      closeNext().onComplete(closed);
    }
    return closing.get().future();
  }

  private Future<Void> open() {
    closers.push(
        () -> {
          migration.stop();
          metrics.close();
          return Future.succeededFuture();
        });
    closers.push(trade::close);
    return trade
        .load()
        .compose(loaded -> EventQueue.start(vertx, options.queue()))
        .compose(
            queue -> {
              closers.push(queue::close);
              return trade.start(queue::publish).compose(started -> deploy(queue));
            });
  }

  private Future<Void> deploy(EventQueue queue) {
    Shared shared = share(queue);
    registerMeters(queue);
    return vertx
        .deployVerticle(canary)
        .onSuccess(id -> closers.push(() -> vertx.undeploy(id)))
        .compose(
            kept ->
                vertx.deployVerticle(
                    loops(shared, queue),
                    new DeploymentOptions().setInstances(options.server().loops())))
        .onSuccess(id -> closers.push(() -> vertx.undeploy(id)))
        .compose(served -> openToOperators())
        .onSuccess(opened -> renewCertificate());
  }

  private Future<Void> openToOperators() {
    if (!options.admin().isOpen()) {
      return Future.succeededFuture();
    }
    var server =
        new AdminServer(
            options.admin(),
            List.of(
                new AdminRoute(BiddingApi.PATH, new BiddingApi(bidding, System::currentTimeMillis)),
                trade.adminRoute()),
            certificate);
    return vertx
        .deployVerticle(server)
        .onSuccess(
            id -> {
              adminPort = server.port();
              closers.push(() -> vertx.undeploy(id));
            })
        .mapEmpty();
  }

  private void renewCertificate() {
    if (certificate.isOn()) {
      long timer =
          vertx.setPeriodic(CertificateKeeper.INTERVAL.toMillis(), tick -> certificate.look(vertx));
      closers.push(
          () -> {
            vertx.cancelTimer(timer);
            return Future.succeededFuture();
          });
    }
  }

  private Shared share(EventQueue queue) {
    CanaryWatch watch = canary.watch();
    List<Check> checks = new ArrayList<>();
    checks.add(Check.now("canary", () -> silence(watch.state())));
    checks.add(Check.now("queue", () -> congestion(queue)));
    checks.add(Check.note("certificate", certificate::trouble));
    checks.add(Check.note("stores", member::trouble));
    checks.addAll(migration.checks());
    checks.addAll(trade.checks());
    return new Shared(
        options.server(),
        options.answers(),
        options.lookup(),
        trade.market(),
        trade.notices(),
        watch,
        bidding,
        new PrivacyGate(options.answers().privacy()),
        cache(),
        metrics,
        new AtomicInteger(),
        door,
        certificate,
        checks,
        migration::toJson,
        System::nanoTime,
        System::currentTimeMillis);
  }

  private Supplier<BidderLoop> loops(Shared shared, EventQueue queue) {
    int wanted = options.server().port();
    int vertxPort = wanted == 0 ? -ANY_PORTS.incrementAndGet() : wanted;
    return () ->
        new BidderLoop(shared, loop -> openPart(loop, queue), vertxPort, actual -> port = actual);
  }

  private Future<LoopPart> openPart(Vertx loop, EventQueue queue) {
    return member
        .join(loop)
        .map(
            router -> {
              var facts = new LoopFacts(queue.sums());
              return new LoopPart(router::get, new ReadSide(member), facts, router::close);
            });
  }

  private Optional<ProfileCache> cache() {
    if (options.lookup().cacheBytes() == 0) {
      return Optional.empty();
    }
    var cache =
        new ProfileCache(
            options.lookup().cacheBytes(), options.lookup().cacheLife(), member::policies);
    // Once more when all loops follow the plan: between its number and that, reads may still go
    // the old way.
    member.onChange(
        () -> {
          cache.drop();
          return Future.succeededFuture();
        });
    metrics.cache(cache);
    return Optional.of(cache);
  }

  private void registerMeters(EventQueue queue) {
    trade.registerMeters(metrics);
    CanaryWatch watch = canary.watch();
    metrics.gauge(
        "laminar.bidding",
        "1 while bids are allowed",
        () -> bidding.isOn() && watch.allowsBids(System.nanoTime()) ? 1 : 0);
    metrics.flag(
        "laminar.bidding.stopped",
        "1 while this keeps the bidder from bidding",
        "by",
        "operator",
        () -> !bidding.isOn());
    metrics.flag(
        "laminar.bidding.stopped",
        "1 while this keeps the bidder from bidding",
        "by",
        "canary",
        () -> !watch.allowsBids(System.nanoTime()));
    metrics.gauge(
        "laminar.canary.left.seconds",
        "How much longer bids are allowed if no canary is seen",
        () -> watch.state().leftMillis() / 1e3);
    metrics.gauge(
        "laminar.canary.age.seconds",
        "How long ago the statistics of the last canary were committed; NaN if none was seen",
        () -> ageSeconds(watch.state()));
    metrics.gauge("laminar.queue.depth", "Events that wait for Kafka", queue::depth);
    metrics.gauge("laminar.queue.capacity", "Events that may wait for Kafka", queue::capacity);
    metrics.counter("laminar.queue.sent", "Records that Kafka acknowledged", queue::sent);
    metrics.counter("laminar.queue.failed", "Notices that could not be kept", queue::failed);
    metrics.counter("laminar.queue.dropped", "Facts that were lost", queue::lostFacts);
    metrics.counter("laminar.queue.kept", "Notices that were kept on the disk", queue::kept);
    metrics.counter("laminar.queue.replayed", "Kept notices that got to Kafka", queue::replayed);
    metrics.gauge("laminar.queue.kept.bytes", "Notices that are on the disk", queue::keptBytes);
    metrics.counter("laminar.queue.damaged", "Kept records that were damaged", queue::damaged);
    metrics.counter("laminar.profile.compared", "Reads compared by a migration", member::compared);
    metrics.counter(
        "laminar.profile.divergent", "Compared reads that stayed different", member::divergent);
    metrics.counter("laminar.connections.accepted", "Connections that came", door::accepted);
    metrics.gauge(
        "laminar.certificate.broken",
        "1 while the files of the certificate are not in use, since they do not fit",
        () -> certificate.trouble().isPresent() ? 1 : 0);
    metrics.gauge(
        "laminar.certificate.left.seconds",
        "How long the certificate in use holds; NaN without TLS",
        certificate::leftSeconds);
    metrics.counter(
        "laminar.certificate.renewed",
        "Times that another certificate was taken into use",
        certificate::renewals);
    metrics.stores(member::weather);
    migration.registerMeters(metrics);
  }

  private static double ageSeconds(CanaryState state) {
    return state.committedAtMillis() == 0
        ? Double.NaN
        : (System.currentTimeMillis() - state.committedAtMillis()) / 1e3;
  }

  private static Optional<String> silence(CanaryState state) {
    return state.isAlive() ? Optional.empty() : Optional.of(state.reason());
  }

  private static Optional<String> congestion(EventQueue queue) {
    return queue.depth() < queue.capacity()
        ? Optional.empty()
        : Optional.of(queue.depth() + " events wait for Kafka, as many as may (queue.buffer)");
  }

  /** Closes the last that was opened first; one that cannot be closed does not keep the others. */
  private Future<Void> closeNext() {
    if (closers.isEmpty()) {
      return Future.succeededFuture();
    }
    return closers
        .pop()
        .get()
        .transform(
            closed -> {
              if (closed.failed()) {
                LOG.warn("a part of the bidder could not be closed", closed.cause());
              }
              return closeNext();
            });
  }
}
