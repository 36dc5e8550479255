package io.laminar.migration.redis;

import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
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
 * <p>Belongs to the context it was opened on.
 */
public final class RedisLink {

  private static final int LATE_IN_A_ROW = 3;
  private static final long FIRST_BACKOFF_MILLIS = 20;
  private static final long MAX_BACKOFF_MILLIS = 1_000;

  private final Vertx vertx;
  private final Context context;
  private final String uri;
  private final long deadlineMillis;
  private final int maxInFlight;

  private Redis client;
  private RedisConnection connection;
  private String lastFailure = "not connected yet";
  private long backoffMillis = FIRST_BACKOFF_MILLIS;
  private int inFlight;
  private int lateInARow;
  private boolean closed;

  private RedisLink(Vertx vertx, String uri, Duration deadline, int maxInFlight) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.uri = uri;
    this.deadlineMillis = deadline.toMillis();
    this.maxInFlight = maxInFlight;
  }

  /**
   * Begins to connect and returns at once; see {@link #connected} to wait for the first connection.
   *
   * @param uri such as {@code redis://127.0.0.1:6379/0}
   * @param deadline how long one command may take
   * @param maxInFlight commands that may wait for an answer; more are refused
   */
  public static RedisLink open(Vertx vertx, String uri, Duration deadline, int maxInFlight) {
    var link = new RedisLink(vertx, uri, deadline, maxInFlight);
    link.connect();
    return link;
  }

  /**
   * Like {@link #open}, but waits for the first connection.
   *
   * @return fails if the server cannot be reached at the first attempt; the link is closed then
   */
  public static Future<RedisLink> connected(
      Vertx vertx, String uri, Duration deadline, int maxInFlight) {
    var link = new RedisLink(vertx, uri, deadline, maxInFlight);
    return link.connect()
        .map(link)
        .recover(
            failure -> {
              link.close();
              return Future.failedFuture(link.unreachable("connect"));
            });
  }

  /**
   * Sends one command.
   *
   * @param operation what the command is for, for the message of a failure
   * @return the answer; fails with {@link StoreException}
   */
  public Future<Response> send(String operation, Request request) {
    return admit(operation, 1, used -> used.send(request));
  }

  /**
   * Sends commands back to back and waits for all answers.
   *
   * @return the answers in order; fails if any command fails
   */
  public Future<List<Response>> sendAll(String operation, List<Request> requests) {
    if (requests.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return admit(operation, requests.size(), used -> used.batch(requests));
  }

  /** True while there is a connection. */
  public boolean isConnected() {
    return connection != null;
  }

  /** Where the server is, without user and password. */
  public String address() {
    return uri.replaceFirst("//[^@/]*@", "//");
  }

  /** Closes the connection and stops reconnecting. */
  public Future<Void> close() {
    closed = true;
    connection = null;
    if (client == null) {
      return Future.succeededFuture();
    }
    Redis last = client;
    client = null;
    return last.close();
  }

  private <T> Future<T> admit(
      String operation, int commands, Function<RedisConnection, Future<T>> sending) {
    RedisConnection used = connection;
    if (used == null) {
      return Future.failedFuture(unreachable(operation));
    }
    if (inFlight + commands > maxInFlight) {
      return Future.failedFuture(
          failure(Kind.OVERLOADED, operation, inFlight + " commands wait for an answer", null));
    }
    inFlight += commands;
    return sending
        .apply(used)
        .timeout(deadlineMillis, TimeUnit.MILLISECONDS)
        .transform(
            answer -> {
              inFlight -= commands;
              if (answer.succeeded()) {
                lateInARow = 0;
                return Future.succeededFuture(answer.result());
              }
              return Future.failedFuture(explain(operation, answer.cause(), used));
            });
  }

  private Future<Void> connect() {
    Redis attempt =
        Redis.createClient(
            vertx,
            new RedisOptions()
                .setConnectionString(uri)
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1)
                .setMaxWaitingHandlers(maxInFlight));
    client = attempt;
    return attempt
        .connect()
        .timeout(Math.max(deadlineMillis, 1_000), TimeUnit.MILLISECONDS)
        .onSuccess(opened -> use(attempt, opened))
        .onFailure(
            cause -> {
              lastFailure = String.valueOf(cause.getMessage());
              attempt.close();
              reconnectLater();
            })
        .mapEmpty();
  }

  private void use(Redis owner, RedisConnection opened) {
    if (closed) {
      owner.close();
      return;
    }
    backoffMillis = FIRST_BACKOFF_MILLIS;
    lateInARow = 0;
    connection = opened;
    opened.exceptionHandler(cause -> lose(opened, String.valueOf(cause.getMessage())));
    opened.endHandler(end -> lose(opened, "the server closed the connection"));
  }

  private void lose(RedisConnection lost, String reason) {
    if (connection != lost) {
      return;
    }
    connection = null;
    lastFailure = reason;
    if (client != null) {
      client.close();
      client = null;
    }
    reconnectLater();
  }

  private void reconnectLater() {
    if (closed) {
      return;
    }
    long delay = backoffMillis + ThreadLocalRandom.current().nextLong(backoffMillis);
    backoffMillis = Math.min(MAX_BACKOFF_MILLIS, backoffMillis * 2);
    context.runOnContext(
        go ->
            vertx.setTimer(
                delay,
                timer -> {
                  if (!closed) {
                    connect();
                  }
                }));
  }

  private StoreException explain(String operation, Throwable cause, RedisConnection used) {
    if (cause instanceof TimeoutException) {
      lateInARow++;
      if (lateInARow >= LATE_IN_A_ROW) {
        lose(used, "no answer to " + lateInARow + " commands in a row");
      }
      return failure(Kind.LATE, operation, "no answer within " + deadlineMillis + " ms", null);
    }
    if (connection != used) {
      return failure(Kind.LATE, operation, "the connection was lost: " + lastFailure, cause);
    }
    return failure(Kind.REFUSED, operation, String.valueOf(cause.getMessage()), cause);
  }

  private StoreException unreachable(String operation) {
    return failure(Kind.UNREACHABLE, operation, lastFailure, null);
  }

  private StoreException failure(Kind kind, String operation, String reason, Throwable cause) {
    return new StoreException(kind, address(), operation, reason, cause);
  }
}
