package io.laminar.migration.control;

import io.laminar.migration.ladder.Ladder;
import io.laminar.migration.route.Member;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

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
    var home = new Home(options);
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

  /** The event loop that ladder and API live on. */
  private static final class Home extends VerticleBase {

    private final MigrationOptions options;
    private Ladder ladder;
    private HttpServer server;

    Home(MigrationOptions options) {
      this.options = options;
    }

    @Override
    public Future<?> start() {
      var clock = HybridClock.system();
      return options
          .control()
          .open(vertx, options.sides().limits())
          .compose(
              control ->
                  Ladder.open(vertx, options.ladder(), options.sides(), control, clock)
                      .onFailure(failure -> control.close()))
          .compose(
              opened -> {
                ladder = opened;
                return listen().onFailure(failure -> opened.close());
              });
    }

    @Override
    public Future<?> stop() {
      return Future.join(server.close(), ladder.close());
    }

    private Future<HttpServer> listen() {
      server = vertx.createHttpServer();
      return server
          .requestHandler(new MigrationApi(ladder, options.ladder().name()))
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
