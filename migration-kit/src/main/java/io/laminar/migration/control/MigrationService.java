package io.laminar.migration.control;

import io.laminar.migration.fleet.FleetStatus;
import io.laminar.migration.fleet.Identity;
import io.laminar.migration.ladder.Ladder;
import io.laminar.migration.route.Member;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * One process's part in a migration: its {@link Member}, the {@link Ladder} that moves it, and the
 * admin API that an operator steers it by. Thread-safe.
 */
public final class MigrationService {

  private final Vertx vertx;
  private final String deployment;
  private final Home home;

  private MigrationService(Vertx vertx, String deployment, Home home) {
    this.vertx = vertx;
    this.deployment = deployment;
    this.home = home;
  }

  /**
   * Opens the migration where it stands.
   *
   * @return fails if the control store cannot be read or the admin port is taken
   */
  public static Future<MigrationService> start(Vertx vertx, MigrationOptions options) {
    return start(vertx, options, MigrationService::wallMicros);
  }

  /**
   * The same by another wall clock.
   *
   * @param wallMicros microseconds since the epoch; may repeat and step back
   */
  public static Future<MigrationService> start(
      Vertx vertx, MigrationOptions options, LongSupplier wallMicros) {
    var home = new Home(options, wallMicros);
    return vertx.deployVerticle(home).map(id -> new MigrationService(vertx, id, home));
  }

  /** What the routers of this process join. */
  public Member member() {
    return home.ladder.member();
  }

  /** Moves it. */
  public Ladder ladder() {
    return home.ladder;
  }

  /** How this process shares the migration with others; empty if it cannot be shared. */
  public Optional<FleetStatus> fleet() {
    return home.fleet.map(FleetPart::status);
  }

  /** The port that the admin API listens on. */
  public int adminPort() {
    return home.server.actualPort();
  }

  /** Stops the jobs at their next page; the step stays as it is. */
  public Future<Void> close() {
    return vertx.deploymentIDs().contains(deployment)
        ? vertx.undeploy(deployment)
        : Future.succeededFuture();
  }

  private static long wallMicros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }

  /** The event loop that ladder and API live on. */
  private static final class Home extends VerticleBase {

    private final MigrationOptions options;
    private final LongSupplier wallMicros;
    private Ladder ladder;
    private Optional<FleetPart> fleet = Optional.empty();
    private Optional<SoleLease> sole = Optional.empty();
    private HttpServer server;
    private Handler<HttpServerRequest> answering = MigrationApi::notYet;

    Home(MigrationOptions options, LongSupplier wallMicros) {
      this.options = options;
      this.wallMicros = wallMicros;
    }

    @Override
    public Future<?> start() {
      return listen()
          .compose(listening -> options.isShared() ? join() : openAlone())
          .onSuccess(
              opened ->
                  answering =
                      new MigrationApi(
                          vertx,
                          ladder,
                          fleet.map(FleetPart::api),
                          options.ladder().name(),
                          options.plan()))
          .recover(failure -> server.close().transform(closed -> Future.failedFuture(failure)));
    }

    /** The place on the list is given up last: nothing of this process is under way then. */
    @Override
    public Future<?> stop() {
      Future<Void> released = sole.map(SoleLease::release).orElseGet(Future::succeededFuture);
      return released.compose(gone -> Future.join(server.close(), ladder.close()));
    }

    private Future<Void> join() {
      String address = options.adminAddress(server.actualPort());
      return FleetPart.open(
              vertx,
              options,
              options.course(),
              Identity.begin(options.memberName(server.actualPort()), address),
              wallMicros)
          .map(
              joined -> {
                fleet = Optional.of(joined);
                ladder = joined.ladder();
                return null;
              });
    }

    /** The control store cannot hold a fleet: a second process must stay away. */
    private Future<Void> openAlone() {
      var clock = new HybridClock(wallMicros);
      return options
          .control()
          .open(vertx, options.sides().limits())
          .compose(
              control ->
                  SoleLease.take(
                          vertx,
                          control,
                          clock,
                          options.ladder().name(),
                          options.memberName(server.actualPort()),
                          options.fleet().lease())
                      .compose(
                          taken -> {
                            sole = Optional.of(taken);
                            return Ladder.open(
                                vertx,
                                options.ladder(),
                                options.course(),
                                options.opener(),
                                control,
                                clock,
                                Time.SYSTEM);
                          })
                      .onFailure(failure -> control.close()))
          .map(
              opened -> {
                ladder = opened;
                return null;
              });
    }

    private Future<HttpServer> listen() {
      server = vertx.createHttpServer();
      return server
          .requestHandler(
              MigrationApi.guarded(options.adminToken(), request -> answering.handle(request)))
          .listen(options.adminPort(), options.adminHost())
          .recover(
              cause ->
                  Future.failedFuture(
                      new IllegalStateException(
                          "the admin API cannot listen on "
                              + options.adminHost()
                              + ":"
                              + options.adminPort()
                              + " ("
                              + MigrationOptions.ADMIN_PORT.key()
                              + "): "
                              + cause.getMessage(),
                          cause)));
    }
  }
}
