package io.laminar.migration.memcached;

import io.laminar.migration.store.Backoff;
import io.laminar.migration.store.Secrets;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.laminar.migration.store.Trouble;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.List;

/**
 * A {@linkplain Pipeline pipelined connection} that comes back by itself, with growing and jittered
 * pauses. A command sent while there is none fails at once. Belongs to the context it was opened
 * on.
 */
final class MemcachedLink {

  private static final long MIN_CONNECT_MILLIS = 1_000;
  private static final String CLOSED = "the store was closed";

  private final Vertx vertx;
  private final Context context;
  private final MemcachedAddress address;
  private final Duration deadline;
  private final int maxInFlight;
  private final NetClient client;
  private final Trouble trouble;
  private final Backoff backoff = Backoff.withJitter();

  private Pipeline pipeline; // null while not connected
  private ServerFacts facts;
  private String lastReason = "not connected yet";
  private boolean closed;

  private MemcachedLink(Vertx vertx, MemcachedAddress address, Duration deadline, int maxInFlight) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.address = address;
    this.deadline = deadline;
    this.maxInFlight = maxInFlight;
    this.trouble = new Trouble(address.toString(), Secrets.ofPassword(address.password()));
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout((int) connectMillis(deadline))
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true));
  }

  /**
   * Connects.
   *
   * @param deadline for everything that one operation sends
   * @param maxInFlight commands that may wait for an answer; more are refused
   * @return fails if the server cannot be reached or used; the link is closed then
   */
  static Future<MemcachedLink> connected(
      Vertx vertx, MemcachedAddress address, Duration deadline, int maxInFlight) {
    var link = new MemcachedLink(vertx, address, deadline, maxInFlight);
    return link.connect()
        .map(link)
        .recover(failure -> link.close().transform(closing -> Future.failedFuture(failure)));
  }

  /** Sends commands; see {@link Pipeline#ask}. */
  Future<List<Reply>> ask(String operation, Commands commands, long endsAtNanos) {
    Pipeline used = pipeline;
    return used == null
        ? Future.failedFuture(notSent(operation, lastReason))
        : used.ask(operation, commands, endsAtNanos).onSuccess(answered -> backoff.reset());
  }

  /** When an operation that begins now must be done, by {@link System#nanoTime}. */
  long endOfOperation() {
    return System.nanoTime() + deadline.toNanos();
  }

  /** What the server said of itself when it was connected last. */
  ServerFacts facts() {
    return facts;
  }

  /** Opens another connection to the same server, not signed in yet. */
  Future<NetSocket> socket() {
    return closed ? Future.failedFuture(CLOSED) : client.connect(address.port(), address.host());
  }

  MemcachedAddress address() {
    return address;
  }

  /** The failure of an operation that could not begin for want of a connection. */
  StoreException notSent(String operation, String why) {
    return trouble.notSent(operation, why, closed);
  }

  /** Closes the connection and stops reconnecting. */
  Future<Void> close() {
    closed = true;
    Pipeline last = pipeline;
    pipeline = null;
    lastReason = CLOSED;
    Future<Void> gone = last == null ? Future.succeededFuture() : last.close();
    return gone.eventually(client::close);
  }

  private Future<Void> connect() {
    return client
        .connect(address.port(), address.host())
        .recover(
            cause ->
                Future.failedFuture(
                    trouble.of(
                        Kind.UNREACHABLE,
                        "connect",
                        Trouble.nobodyThere(cause.getMessage()),
                        cause)))
        .compose(this::greet)
        .onFailure(
            cause -> away(cause instanceof StoreException why ? why.reason() : cause.getMessage()));
  }

  private Future<Void> greet(NetSocket socket) {
    var lost = new Pipeline[1];
    var fresh =
        new Pipeline(
            vertx, socket, trouble, deadline, maxInFlight, reason -> lose(lost[0], reason));
    lost[0] = fresh;
    long endsAt = System.nanoTime() + connectMillis(deadline) * 1_000_000;
    return ServerFacts.ask(fresh, address, endsAt)
        .map(
            learned -> {
              facts = learned;
              use(fresh);
              return (Void) null;
            })
        .recover(cause -> fresh.close().transform(closing -> Future.failedFuture(cause)));
  }

  private void use(Pipeline fresh) {
    if (closed) {
      fresh.close();
      return;
    }
    pipeline = fresh;
  }

  private void lose(Pipeline lost, String reason) {
    if (pipeline == lost && lost != null) {
      pipeline = null;
      away(reason);
    }
  }

  /** Notes why there is no connection and tries again later. */
  private void away(String reason) {
    if (closed) {
      return;
    }
    lastReason = reason;
    backoff.then(
        vertx,
        context,
        () -> {
          if (!closed) {
            connect();
          }
        });
  }

  private static long connectMillis(Duration deadline) {
    return Math.max(deadline.toMillis(), MIN_CONNECT_MILLIS);
  }
}
