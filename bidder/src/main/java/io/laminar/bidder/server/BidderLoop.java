package io.laminar.bidder.server;

import io.laminar.bidder.auction.Auction;
import io.laminar.bidder.auction.BidIds;
import io.laminar.bidder.health.Check;
import io.laminar.bidder.lookup.ProfileLookup;
import io.laminar.bidder.lookup.ProfileStore;
import io.laminar.bidder.metrics.LoopMeters;
import io.laminar.bidder.openrtb.BidResponseWriter;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One event loop of the bidder: its own server on the shared port, its own way to the profiles, its
 * own auction and counters. A request stays on the loop that accepted its connection.
 */
public final class BidderLoop extends VerticleBase {

  private static final long PROFILE_CHECK_SECONDS = 2;
  private static final String PROFILE_CHECK_ID = "laminar-readiness";

  private final Shared shared;
  private final LoopPart.Opener opener;
  private final int port;
  private final Handler<Integer> listening;

  private LoopPart own;
  private HttpServer server;
  private BidEndpoint bids;
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

  /** Answers what is under way, takes nothing new, and lets go of what it opened. */
  @Override
  public Future<Void> stop() {
    if (bids != null) {
      bids.stop();
    }
    Future<Void> served =
        server == null
            ? Future.succeededFuture()
            : server.shutdown(shared.server().drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
    return served.eventually(
        () -> {
          if (bids != null) {
            bids.close();
          }
          return own == null ? Future.succeededFuture() : own.close().get();
        });
  }

  private Future<Void> listen(LoopPart part) {
    own = part;
    LoopMeters meters = shared.metrics().newLoop();
    server =
        vertx
            .createHttpServer(httpOptions())
            .connectionHandler(connection -> count(connection, meters))
            .requestHandler(request -> answering.handle(request));
    return server
        .listen(port, shared.server().host())
        .map(
            opened -> {
              int actualPort = opened.actualPort();
              answering = routes(meters, actualPort);
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
    return new HttpServerOptions()
        .setHandle100ContinueAutomatically(true)
        .setHttp2ClearTextEnabled(false)
        .setIdleTimeout((int) shared.server().idleTimeout().toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
  }

  private Routes routes(LoopMeters meters, int actualPort) {
    var lookup =
        new ProfileLookup(
            vertx, own.profiles(), shared.lookup(), shared.cache(), shared.nanoTime());
    var parts =
        new BidEndpoint.Parts(
            shared.canary(),
            lookup,
            new Auction(shared.index(), shared.spend(), BidIds.random()),
            new BidResponseWriter(
                shared.server().publicUrl(actualPort),
                shared.campaigns().currency(),
                shared.campaigns().seat()),
            new BidCounts(meters, own.facts()),
            new GzipBody(shared.server().bodyLimit()));
    bids = new BidEndpoint(parts, shared.server(), shared.nanoTime(), shared.nowMillis());
    List<Check> checks = new ArrayList<>(shared.checks());
    checks.add(new Check("profiles", () -> askForAProfile(own.profiles())));
    return new Routes(
        bids,
        new NoticeEndpoint(shared.notices(), meters),
        new OperationsEndpoint(vertx, shared.metrics(), checks));
  }

  private static Future<Optional<String>> askForAProfile(ProfileStore profiles) {
    return profiles
        .get(PROFILE_CHECK_ID)
        .timeout(PROFILE_CHECK_SECONDS, TimeUnit.SECONDS)
        .map(Optional.empty());
  }

  private static void count(HttpConnection connection, LoopMeters meters) {
    meters.connections().add(1);
    connection.closeHandler(closed -> meters.connections().add(-1));
  }

  /** Between the opening of the port and the making of the URLs that name it. */
  private static void notYet(HttpServerRequest request) {
    Replies.tryAgain(request.response(), "the bidder is starting");
  }
}
