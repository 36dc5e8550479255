package io.laminar.bidder.server;

import io.laminar.bidder.admin.BiddingSwitch;
import io.laminar.bidder.auction.BidIds;
import io.laminar.bidder.health.Check;
import io.laminar.bidder.lookup.ProfileLookup;
import io.laminar.bidder.lookup.ProfileStore;
import io.laminar.bidder.metrics.LoopMeters;
import io.laminar.bidder.openrtb.BidResponseWriter;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * One event loop of the bidder: its own server on the shared port, its own way to the profiles, its
 * own auction and counters. A request stays on the loop that accepted its connection.
 */
public final class BidderLoop extends VerticleBase {

  private static final long PROFILE_CHECK_SECONDS = 2;
  private static final long DRAIN_LOOK_MILLIS = 20;
  private static final Optional<String> STOPPING = Optional.of("the bidder is stopping");
  private static final String PROFILE_CHECK_ID = "laminar-readiness";

  private final Shared shared;
  private final LoopPart.Opener opener;
  private final int port;
  private final Handler<Integer> listening;

  private LoopPart own;
  private HttpServer server;
  private BidEndpoint bids;
  private Routes routes;
  private Connections connections;
  private Handler<HttpServerRequest> answering = BidderLoop::notYet;

  /**
   * @param port as Vert.x takes it: a negative one is any free port, the same for all servers of
   *     the {@code Vertx} that name it
   * @param listening told the actual port
   */
  public BidderLoop(Shared shared, LoopPart.Opener opener, int port, Handler<Integer> listening) {
    this.shared = shared;
    this.opener = opener;
    this.port = port;
    this.listening = listening;
  }

  @Override
  public Future<?> start() {
    return opener
        .open(vertx)
        .compose(this::listen)
        .recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)));
  }

  /**
   * Answers what still comes for a while, each time asking to close the connection. Then it closes
   * the listening socket, with the other loops, answers what had come through it and what is under
   * way, and lets go of what it opened.
   */
  @Override
  public Future<Void> stop() {
    if (bids == null) {
      return release();
    }
    bids.stop();
    routes.drain();
    shared.certificate().forget(server);
    Duration timeout = shared.server().drainTimeout();
    return until(connections::isQuiet, shared.server().drainNotice())
        .compose(
            given -> {
              shared.door().leave();
              return until(now -> shared.door().isClosed(), timeout);
            })
        .compose(
            closed -> {
              // TLS: those whose handshake is under way are not seen yet.
              long settled = now() + (shared.certificate().isOn() ? Connections.QUIET_NANOS : 0);
              return until(now -> now - settled >= 0 && connections.isIdle(now), timeout);
            })
        .compose(asked -> server.shutdown(timeout.toMillis(), TimeUnit.MILLISECONDS))
        .eventually(
            () -> {
              bids.close();
              return release();
            });
  }

  private Future<Void> release() {
    return own == null ? Future.succeededFuture() : own.close().get();
  }

  /** Done when the condition holds at an instant, or the time is over. */
  private Future<Void> until(LongPredicate holds, Duration longest) {
    Promise<Void> done = Promise.promise();
    await(holds, now() + longest.toNanos(), done);
    return done.future();
  }

  private void await(LongPredicate holds, long untilNanos, Promise<Void> done) {
    long now = now();
    if (holds.test(now) || now - untilNanos >= 0) {
      done.complete();
    } else {
      vertx.setTimer(DRAIN_LOOK_MILLIS, look -> await(holds, untilNanos, done));
    }
  }

  private long now() {
    return shared.nanoTime().getAsLong();
  }

  private Future<Void> listen(LoopPart part) {
    own = part;
    LoopMeters meters = shared.metrics().newLoop();
    LongSupplier nanoTime = shared.nanoTime();
    connections =
        new Connections(
            shared.connections(),
            shared.server().maxConnections(),
            shared.server().idleTimeout().toNanos(),
            meters);
    server =
        vertx
            .createHttpServer(httpOptions())
            .connectionHandler(
                connection -> {
                  shared.door().passed(connection);
                  connections.opened(connection, nanoTime.getAsLong());
                })
            .requestHandler(request -> answering.handle(request))
            .invalidRequestHandler(new RefusedHeads(meters));
    return server
        .listen(port, shared.server().host())
        .map(
            opened -> {
              int actualPort = opened.actualPort();
              routes = routes(meters, actualPort);
              answering = routes;
              shared.certificate().keep(server);
              shared.door().enter();
              vertx.setPeriodic(
                  Connections.SWEEP_MILLIS, tick -> connections.sweep(nanoTime.getAsLong()));
              listening.handle(actualPort);
              return (Void) null;
            })
        .recover(failure -> Future.failedFuture(cannotListen(failure)));
  }

  private IOException cannotListen(Throwable failure) {
    return new IOException(
        "the bidder cannot listen on "
            + shared.server().host()
            + ':'
            + shared.server().port()
            + " ("
            + ServerOptions.HOST.key()
            + ", "
            + ServerOptions.PORT.key()
            + "): "
            + failure.getMessage(),
        failure);
  }

  private HttpServerOptions httpOptions() {
    ServerOptions options = shared.server();
    return shared
        .certificate()
        .apply(
            new HttpServerOptions()
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false)
                // There are no web sockets here: two handlers less that each message passes.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setMaxHeaderSize(options.headerLimit())
                // Connections closes idle ones, for less than a timer on each read and write.
                .setIdleTimeout(0));
  }

  private Routes routes(LoopMeters meters, int actualPort) {
    var writer =
        new BidResponseWriter(
            shared.server().publicUrl(actualPort),
            shared.market().campaigns().currency(),
            shared.market().campaigns().seat());
    bids =
        new BidEndpoint(
            parts(meters, writer),
            shared.answers(),
            shared.server().bodyLimit(),
            this::atEndOfTick,
            shared.nanoTime(),
            shared.nowMillis());
    List<Check> checks = new ArrayList<>();
    checks.add(Check.now("operator", () -> stopped(shared.bidding().position())));
    checks.addAll(shared.checks());
    checks.add(new Check("profiles", () -> askForAProfile(own.profiles())));
    checks.add(Check.now("process", () -> bids.isStopping() ? STOPPING : Optional.empty()));
    return new Routes(
        bids,
        new NoticeEndpoint(shared.notices(), shared.market().newSeal(), writer, meters),
        new OperationsEndpoint(vertx, shared.metrics(), checks, shared.migration()),
        connections,
        shared.nanoTime());
  }

  private BidEndpoint.Parts parts(LoopMeters meters, BidResponseWriter writer) {
    return new BidEndpoint.Parts(
        shared.canary(),
        shared.bidding(),
        shared.privacy(),
        new Shedding(lag(meters), shared.answers().shedLag().toNanos()),
        new ProfileLookup(
            vertx, own.profiles(), shared.lookup(), shared.cache(), shared.nanoTime()),
        shared.market().newAuction(BidIds.random(), shared.answers().rates(), shared.nanoTime()),
        shared.market().campaigns().currency(),
        new Doors(
            shared.answers().exchanges(),
            exchange -> new BidCounts(meters, own.facts(), own.asked(), exchange.name())),
        bodies(),
        new GzipBody(shared.server().bodyLimit()),
        new AnswerWriter(writer, shared.answers(), new Outbox(this::atEndOfTick)));
  }

  private void atEndOfTick(Runnable task) {
    context.runOnContext(here -> task.run());
  }

  private LoopLag lag(LoopMeters meters) {
    var lag = new LoopLag(meters.lag(), shared.nanoTime());
    vertx.setPeriodic(LoopLag.TICK_MILLIS, tick -> lag.tick(shared.nanoTime().getAsLong()));
    return lag;
  }

  private OpenBodies bodies() {
    var bodies = new OpenBodies(shared.server().bodyTimeout(), shared.nanoTime());
    vertx.setPeriodic(OpenBodies.SWEEP_MILLIS, tick -> bodies.sweep(shared.nanoTime().getAsLong()));
    return bodies;
  }

  private static Optional<String> stopped(BiddingSwitch.Position position) {
    return position.on() ? Optional.empty() : Optional.of(position.problem());
  }

  private static Future<Optional<String>> askForAProfile(ProfileStore profiles) {
    return profiles
        .get(PROFILE_CHECK_ID)
        .timeout(PROFILE_CHECK_SECONDS, TimeUnit.SECONDS)
        .map(Optional.empty());
  }

  /** Between the opening of the port and the making of the URLs that name it. */
  private static void notYet(HttpServerRequest request) {
    Replies.tryAgain(request.response(), "the bidder is starting");
  }
}
