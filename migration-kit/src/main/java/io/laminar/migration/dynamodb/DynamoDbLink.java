package io.laminar.migration.dynamodb;

import io.laminar.migration.store.Secrets;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.laminar.migration.store.Trouble;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * Requests to DynamoDB with a deadline each, whose answers come back to the context that the link
 * was opened on.
 *
 * <p>A request that was throttled is repeated with backoff and jitter until its deadline; one that
 * the server failed at only if it reads. A request without an answer in time is cancelled, and with
 * it its connection, so a server that was paused leaves nothing behind. Belongs to the context it
 * was opened on.
 */
final class DynamoDbLink {

  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long MAX_PAUSE_MILLIS = 500;

  private final Vertx vertx;
  private final Context context;
  private final DynamoDbConnection connection;
  private final Trouble trouble;
  private final Duration deadline;
  private final int maxInFlight;
  private final Reconnection reconnection =
      new Reconnection(System::nanoTime, bound -> ThreadLocalRandom.current().nextLong(bound));

  private int inFlight;
  private boolean closed;

  private DynamoDbLink(
      Vertx vertx,
      DynamoDbConnection connection,
      String address,
      Duration deadline,
      int maxInFlight) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.connection = connection;
    this.trouble = new Trouble(address, Secrets.ofPassword(""));
    this.deadline = deadline;
    this.maxInFlight = maxInFlight;
  }

  /** Makes a link; the first request will show whether the server can be reached. */
  static Future<DynamoDbLink> open(
      Vertx vertx, DynamoDbAddress address, Duration deadline, int maxInFlight) {
    return DynamoDbConnection.open(vertx, address, maxInFlight)
        .map(
            connection ->
                new DynamoDbLink(vertx, connection, address.toString(), deadline, maxInFlight))
        .recover(
            failure ->
                Future.failedFuture(
                    new StoreException(
                        Kind.REFUSED,
                        address.toString(),
                        "open",
                        String.valueOf(failure.getMessage()),
                        failure)));
  }

  /** One operation of the store: all its requests share the deadline. */
  final class Operation {
    private final String name;
    private final boolean onlyReads;
    private final long withinMillis;
    private final long endNanos;
    private String throttled = "";

    private Operation(String name, boolean onlyReads, Duration within) {
      this.name = name;
      this.onlyReads = onlyReads;
      this.withinMillis = within.toMillis();
      this.endNanos = System.nanoTime() + within.toNanos();
    }

    /**
     * Sends a request.
     *
     * @param request called on the client's own thread
     * @return the answer; fails with {@link StoreException}, or with {@link
     *     ConditionalCheckFailedException} if that is the answer
     */
    <T> Future<T> send(Function<DynamoDbAsyncClient, CompletableFuture<T>> request) {
      if (closed) {
        return Future.failedFuture(trouble.notSent(name, "the store was closed", true));
      }
      if (inFlight >= maxInFlight) {
        return Future.failedFuture(trouble.tooMany(name, "requests", inFlight, 1, maxInFlight));
      }
      if (!reconnection.admits()) {
        return Future.failedFuture(trouble.notSent(name, reconnection.reason(), false));
      }
      inFlight++;
      return attempt(request, FIRST_PAUSE_MILLIS).onComplete(done -> inFlight--);
    }

    /**
     * Waits before the next request of an operation that is not done.
     *
     * @param round how many requests there were before, 1 or more
     * @return fails if the deadline would be over
     */
    Future<Void> pause(int round, String reason) {
      throttled = "; before: " + reason;
      long pause =
          withJitter(Math.min(MAX_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(10, round)));
      return pause < remainingMillis()
          ? vertx.timer(pause)
          : Future.failedFuture(failure(Kind.OVERLOADED, reason, null));
    }

    StoreException failure(Kind kind, String reason, Throwable cause) {
      return trouble.of(kind, name, reason, cause);
    }

    private long remainingMillis() {
      return Math.max(1, (endNanos - System.nanoTime()) / 1_000_000);
    }

    private <T> Future<T> attempt(
        Function<DynamoDbAsyncClient, CompletableFuture<T>> request, long pauseMillis) {
      CompletableFuture<T> sent = connection.send(request);
      return Future.fromCompletionStage(sent, context)
          .timeout(remainingMillis(), TimeUnit.MILLISECONDS)
          .onSuccess(answer -> reconnection.reached())
          .recover(
              thrown -> {
                sent.cancel(true);
                return answerTo(thrown, request, pauseMillis);
              });
    }

    private <T> Future<T> answerTo(
        Throwable thrown,
        Function<DynamoDbAsyncClient, CompletableFuture<T>> request,
        long pauseMillis) {
      if (thrown instanceof TimeoutException) {
        reconnection.reached();
        String late = "no answer within " + withinMillis + " ms" + throttled;
        return Future.failedFuture(
            onlyReads && !throttled.isEmpty()
                ? failure(Kind.OVERLOADED, late, null)
                : trouble.ended(name, late, null));
      }
      var failure = DynamoDbFailure.of(thrown);
      if (failure.kind() == Kind.UNREACHABLE) {
        reconnection.failed(failure.reason());
      } else {
        reconnection.reached();
      }
      if (failure.cause() instanceof ConditionalCheckFailedException) {
        return Future.failedFuture(failure.cause());
      }
      if (failure.isThrottling()) {
        throttled = "; before: " + failure.reason();
      }
      long pause = withJitter(pauseMillis);
      boolean again = failure.isThrottling() || onlyReads && failure.isServersFault();
      if (again && pause < remainingMillis() && !closed) {
        return vertx
            .timer(pause)
            .compose(go -> attempt(request, Math.min(MAX_PAUSE_MILLIS, pauseMillis * 2)));
      }
      return Future.failedFuture(
          failure.kind() == Kind.UNREACHABLE
              ? trouble.notSent(name, failure.reason(), closed)
              : failure(failure.kind(), failure.reason(), failure.cause()));
    }
  }

  /** An operation that changes nothing. */
  Operation reading(String name) {
    return new Operation(name, true, deadline);
  }

  /** An operation that may change something. */
  Operation writing(String name) {
    return new Operation(name, false, deadline);
  }

  /** An operation that may take longer than the others. */
  Operation slow(String name, Duration within) {
    return new Operation(name, true, within);
  }

  Future<Void> close() {
    if (closed) {
      return Future.succeededFuture();
    }
    closed = true;
    return connection.close();
  }

  private static long withJitter(long millis) {
    return millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
  }
}
