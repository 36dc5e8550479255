package io.laminar.migration.redis;

import io.laminar.migration.store.Backoff;
import io.laminar.migration.store.Secrets;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.laminar.migration.store.Trouble;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * One pipelined connection to a Redis server that comes back by itself.
 *
 * <p>The Vert.x client neither reconnects nor limits how long a command may take, and its pooled
 * {@code send} does not pipeline; this class adds the three. A command sent while there is no
 * connection fails at once. When several commands in a row got no answer in time, the connection is
 * given up and opened again, so that a server that was paused does not leave a clogged pipeline.
 *
 * <p>Belongs to the context it was opened on, and its futures complete there.
 */
public final class RedisLink {

  private static final int LATE_IN_A_ROW = 3;
  private static final long MIN_CONNECT_MILLIS = 1_000;
  private static final String CLOSED = "the store was closed";

  private final Vertx vertx;
  private final Context context;
  private final String uri;
  private final String address;
  private final Trouble trouble;
  private final long deadlineMillis;
  private final int maxInFlight;
  private final Backoff backoff = Backoff.withJitter();

  private Redis client;
  private RedisConnection connection;
  private String lastFailure = "not connected yet";
  private int inFlight;
  private int lateInARow;
  private boolean closed;

  private RedisLink(Vertx vertx, String uri, Duration deadline, int maxInFlight) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.uri = uri;
    this.address = Secrets.masked(uri);
    this.trouble = new Trouble(address, Secrets.of(uri));
    this.deadlineMillis = deadline.toMillis();
    this.maxInFlight = maxInFlight;
    requireUri();
  }

  /**
   * Begins to connect and returns at once; see {@link #connected} to wait for the first connection.
   *
   * @param uri such as {@code redis://127.0.0.1:6379/0}
   * @param deadline how long one command may take
   * @param maxInFlight commands that may wait for an answer; more are refused
   * @throws IllegalArgumentException if that is no URI
   */
  public static RedisLink open(Vertx vertx, String uri, Duration deadline, int maxInFlight) {
    var link = new RedisLink(vertx, uri, deadline, maxInFlight);
    link.connect();
    return link;
  }

  /**
   * Like {@link #open}, but waits for the first connection.
   *
   * @return fails if the server cannot be reached or used at the first attempt; the link is closed
   *     then
   */
  public static Future<RedisLink> connected(
      Vertx vertx, String uri, Duration deadline, int maxInFlight) {
    RedisLink link;
    try {
      link = new RedisLink(vertx, uri, deadline, maxInFlight);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return link.connect()
        .map(link)
        .recover(failure -> link.close().transform(closing -> Future.failedFuture(failure)));
  }

  /**
   * Sends one command.
   *
   * @param operation what the command is for, for the message of a failure
   * @return the answer; fails with {@link StoreException}
   */
  public Future<Response> send(String operation, Request request) {
    return send(operation, request, deadlineMillis);
  }

  /** Like {@link #send(String, Request)}, for a command that is not the first of its operation. */
  Future<Response> send(String operation, Request request, long withinMillis) {
    return admit(operation, 1, withinMillis, (i, key) -> "", used -> used.send(request));
  }

  /**
   * Sends commands back to back and waits for all answers.
   *
   * @return the answers in order; fails if any command fails
   */
  public Future<List<Response>> sendAll(String operation, List<Request> requests) {
    return sendAll(operation, requests, deadlineMillis, (i, key) -> "command " + (i + 1));
  }

  /**
   * Like {@link #sendAll(String, List)}.
   *
   * @param nameOf for the message of a failure
   */
  Future<List<Response>> sendAll(
      String operation, List<Request> requests, long withinMillis, Naming nameOf) {
    if (requests.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return admit(operation, requests.size(), withinMillis, nameOf, used -> used.batch(requests));
  }

  /** True while there is a connection. */
  public boolean isConnected() {
    return connection != null;
  }

  /** Where the server is, without user and password. */
  public String address() {
    return address;
  }

  long deadlineMillis() {
    return deadlineMillis;
  }

  /** Closes the connection and stops reconnecting; what waits for an answer fails. */
  public Future<Void> close() {
    closed = true;
    connection = null;
    lastFailure = CLOSED;
    return release();
  }

  private <T> Future<T> admit(
      String operation,
      int commands,
      long withinMillis,
      Naming nameOf,
      Function<RedisConnection, Future<T>> sending) {
    RedisConnection used = connection;
    if (used == null) {
      return Future.failedFuture(trouble.notSent(operation, lastFailure, closed));
    }
    if (inFlight + commands > maxInFlight) {
      return Future.failedFuture(
          trouble.tooMany(operation, "commands", inFlight, commands, maxInFlight));
    }
    inFlight += commands;
    return sending
        .apply(used)
        .timeout(withinMillis, TimeUnit.MILLISECONDS)
        .transform(
            answer -> {
              inFlight -= commands;
              if (answer.succeeded()) {
                answered();
                return Future.succeededFuture(answer.result());
              }
              return Future.failedFuture(
                  explain(operation, withinMillis, nameOf, answer.cause(), used));
            });
  }

  private void answered() {
    lateInARow = 0;
    backoff.reset();
  }

  private Future<Void> connect() {
    Redis attempt =
        Redis.createClient(
            vertx,
            new RedisOptions()
                .setConnectionString(uri)
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1)
                // those given up stay in the client's queue until their connection is closed
                .setMaxWaitingHandlers(maxInFlight * (LATE_IN_A_ROW + 1)));
    client = attempt;
    return attempt
        .connect()
        .compose(RedisLink::greeted)
        .timeout(Math.max(deadlineMillis, MIN_CONNECT_MILLIS), TimeUnit.MILLISECONDS)
        .map(
            opened -> {
              use(attempt, opened);
              return (Void) null;
            })
        .recover(cause -> Future.failedFuture(away(attempt, cause)));
  }

  /** A server that loads its data, or wants a password that was not given, takes connections. */
  private static Future<RedisConnection> greeted(RedisConnection opened) {
    return opened
        .send(Request.cmd(Command.PING))
        .map(opened)
        .recover(
            cause ->
                String.valueOf(cause.getMessage()).startsWith("NOPERM")
                    ? Future.succeededFuture(opened) // a user without PING may do without
                    : Future.failedFuture(cause));
  }

  private void use(Redis owner, RedisConnection opened) {
    if (closed) {
      owner.close();
      return;
    }
    lateInARow = 0;
    connection = opened;
    opened.exceptionHandler(cause -> lose(opened, String.valueOf(cause.getMessage())));
    opened.endHandler(end -> lose(opened, "the server closed the connection"));
  }

  /** Notes why there is no connection and tries again later. */
  private StoreException away(Redis attempt, Throwable cause) {
    boolean late = cause instanceof TimeoutException;
    RedisFailure failure =
        late
            ? new RedisFailure(
                Kind.UNREACHABLE, "the server takes connections, but is silent", -1, 0)
            : RedisFailure.ofConnecting(cause);
    attempt.close();
    if (closed) {
      return trouble.notSent("connect", lastFailure, closed);
    }
    lastFailure = trouble.hidden(failure.reason());
    reconnectLater();
    return trouble.of(failure.kind(), "connect", failure.reason(), cause);
  }

  private void lose(RedisConnection lost, String reason) {
    if (connection != lost) {
      return;
    }
    connection = null;
    lastFailure = "the connection was lost: " + trouble.hidden(reason);
    release();
    reconnectLater();
  }

  private Future<Void> release() {
    Redis last = client;
    client = null;
    return last == null ? Future.succeededFuture() : last.close();
  }

  private void reconnectLater() {
    if (closed) {
      return;
    }
    backoff.then(
        vertx,
        context,
        () -> {
          if (!closed) {
            connect();
          }
        });
  }

  private StoreException explain(
      String operation, long withinMillis, Naming nameOf, Throwable cause, RedisConnection used) {
    if (cause instanceof TimeoutException) {
      if (connection == used && ++lateInARow >= LATE_IN_A_ROW) {
        lose(used, "no answer to " + lateInARow + " commands in a row");
      }
      return trouble.late(operation, withinMillis);
    }
    RedisFailure failure = RedisFailure.of(cause);
    if (connection != used || failure.kind() == Kind.LATE) {
      return connection == used
          ? trouble.lost(operation, failure.reason(), cause)
          : trouble.ended(operation, lastFailure, cause);
    }
    answered();
    String at = failure.index() < 0 ? "" : nameOf.of(failure.index(), failure.key()) + ": ";
    return trouble.of(failure.kind(), operation, at + failure.reason(), cause);
  }

  private void requireUri() {
    try {
      new URI(uri);
    } catch (URISyntaxException e) {
      // without its cause and the text itself: both would show the password
      throw new IllegalArgumentException(
          address
              + ": not an address: "
              + e.getReason()
              + " at index "
              + e.getIndex()
              + "; write special characters of user and password as %XX");
    }
  }
}
