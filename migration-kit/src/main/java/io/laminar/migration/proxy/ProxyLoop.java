package io.laminar.migration.proxy;

import io.laminar.migration.proxy.ProxyMetrics.Closing;
import io.laminar.migration.proxy.command.Commands;
import io.laminar.migration.proxy.command.Here;
import io.laminar.migration.proxy.command.Installation;
import io.laminar.migration.proxy.command.Session;
import io.laminar.migration.proxy.keyspace.Deadline;
import io.laminar.migration.proxy.keyspace.KeyScan;
import io.laminar.migration.proxy.keyspace.Keyspace;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One event loop of the proxy: its own server on the shared port, its own store, its own clients. A
 * client stays on the loop that accepted it.
 */
final class ProxyLoop extends VerticleBase {

  private static final long EXPIRE_EVERY_MILLIS = 50;
  private static final String CHECK_KEY = "laminar-readiness";

  /**
   * What all loops share.
   *
   * @param port as Vert.x takes it: a negative one is any free port, the same for all servers of
   *     the {@code Vertx} that name it
   * @param clientIds gives each client a number
   */
  record Shared(
      ProxyOptions options,
      int port,
      Backend backend,
      Commands commands,
      Installation installation,
      ProxyMetrics metrics,
      AtomicLong clientIds) {}

  private final Shared shared;
  private final Handler<Integer> listening;
  private final Set<Connection> connections = new HashSet<>();
  private Backend.Opened opened;
  private Here here;
  private NetServer server;

  /**
   * @param listening told the actual port
   */
  ProxyLoop(Shared shared, Handler<Integer> listening) {
    this.shared = shared;
    this.listening = listening;
  }

  @Override
  public Future<?> start() {
    return shared
        .backend()
        .opener()
        .open(vertx)
        .compose(this::listen)
        .recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)));
  }

  /** Takes nothing new, answers what was begun, and lets go of what it opened. */
  @Override
  public Future<Void> stop() {
    Set.copyOf(connections).forEach(Connection::drain);
    Future<Void> served =
        server == null
            ? Future.succeededFuture()
            : server.shutdown(
                shared.options().limits().drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
    return served.eventually(
        () -> opened == null ? Future.succeededFuture() : opened.store().close());
  }

  /** Done when the store answers. Any thread. */
  Future<Void> check() {
    Promise<Void> answered = Promise.promise();
    context.runOnContext(
        onLoop ->
            here.keyspace()
                .value(CHECK_KEY, new Deadline(System.nanoTime() + deadlineNanos()))
                .<Void>mapEmpty()
                .onComplete(answered));
    return answered.future();
  }

  private long deadlineNanos() {
    return shared.options().limits().deadline().toNanos();
  }

  private Future<Void> listen(Backend.Opened own) {
    opened = own;
    here =
        new Here(
            new Keyspace(own.store(), shared.backend().clock(), System::currentTimeMillis),
            new KeyScan(own.store(), own.readsFrom(), System::currentTimeMillis),
            shared.installation());
    vertx.setPeriodic(EXPIRE_EVERY_MILLIS, timer -> expire());
    server = vertx.createNetServer(serverOptions()).connectHandler(this::accept);
    return server
        .listen(shared.port(), shared.options().host())
        .map(
            open -> {
              listening.handle(open.actualPort());
              return (Void) null;
            })
        .recover(failure -> Future.failedFuture(cannotListen(failure)));
  }

  private NetServerOptions serverOptions() {
    var options =
        new NetServerOptions()
            .setTcpKeepAlive(true)
            .setIdleTimeout((int) Math.min(Integer.MAX_VALUE, idleMillis()))
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    shared
        .options()
        .tls()
        .ifPresent(
            tls ->
                options
                    .setSsl(true)
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .setCertPath(tls.certificate())
                            .setKeyPath(tls.key())));
    return options;
  }

  private long idleMillis() {
    return shared.options().limits().idleTimeout().toMillis();
  }

  private IOException cannotListen(Throwable failure) {
    return new IOException(
        "the proxy cannot listen on "
            + shared.options().host()
            + ':'
            + shared.options().port()
            + " ("
            + ProxyOptions.HOST.key()
            + ", "
            + ProxyOptions.PORT.key()
            + shared
                .options()
                .tls()
                .map(tls -> ", " + ProxyOptions.TLS_CERTIFICATE.key())
                .orElse("")
            + "): "
            + failure.getMessage(),
        failure);
  }

  private void accept(NetSocket socket) {
    ProxyMetrics metrics = shared.metrics();
    if (metrics.connected() > shared.options().limits().maxConnections()) {
      metrics.disconnected();
      metrics.closed(Closing.FULL);
      socket
          .write("-ERR max number of clients reached (proxy.max-connections)\r\n")
          .onComplete(told -> socket.close());
      return;
    }
    long id = shared.clientIds().incrementAndGet();
    var session =
        new Session(
            id,
            String.valueOf(socket.remoteAddress()),
            String.valueOf(socket.localAddress()),
            here.keyspace().now(),
            !shared.options().password().isEmpty());
    var connection = new Connection(socket, shared, here, session, context);
    connections.add(connection);
    shared.installation().clients().put(id, session);
    socket.closeHandler(
        closed -> {
          connections.remove(connection);
          shared.installation().clients().remove(id);
          metrics.disconnected();
          connection.closed();
        });
    connection.open();
  }

  private void expire() {
    long now = System.nanoTime();
    connections.forEach(connection -> connection.expire(now));
  }
}
