package io.laminar.migration.dynamodb;

import io.netty.channel.EventLoopGroup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;
import software.amazon.awssdk.utils.ThreadFactoryBuilder;

/**
 * The SDK's client and what it stands on: one thread and the credentials.
 *
 * <p>The client has a thread of its own, since it does not take Vert.x's event loops. Everything it
 * does is done there: laying a request into JSON and signing it as well, which would cost an event
 * loop a tenth of a millisecond each, and the loading of the SDK's classes at the first request,
 * which took 0.6 s. It neither retries nor keeps deadlines; that is {@link DynamoDbLink}'s to do.
 */
final class DynamoDbConnection {

  /** HTTP/1.1 takes one request at a time on a connection. */
  static final int MAX_CONNECTIONS = 64;

  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(2);
  private static final Duration IDLE = Duration.ofSeconds(20);

  private final Vertx vertx;
  private final DynamoDbAsyncClient client;
  private final EventLoopGroup thread;
  private final DynamoDbCredentials credentials;

  private DynamoDbConnection(
      Vertx vertx,
      DynamoDbAsyncClient client,
      EventLoopGroup thread,
      DynamoDbCredentials credentials) {
    this.vertx = vertx;
    this.client = client;
    this.thread = thread;
    this.credentials = credentials;
  }

  /**
   * Makes a client; nothing is sent to the store yet.
   *
   * @param maxWaiting requests that may wait for a connection
   * @return fails if there are no credentials
   */
  static Future<DynamoDbConnection> open(Vertx vertx, DynamoDbAddress address, int maxWaiting) {
    // reads files, loads a thousand classes, and may ask a server for credentials
    return vertx
        .executeBlocking(() -> make(vertx, address, maxWaiting), false)
        .onSuccess(
            made -> {
              if (address.credentials().isEmpty()) {
                made.credentials.keepFresh();
              }
            });
  }

  /**
   * Sends a request from the client's thread.
   *
   * @return completes on the client's thread; cancelling it closes the request's connection
   */
  <T> CompletableFuture<T> send(Function<DynamoDbAsyncClient, CompletableFuture<T>> request) {
    var answer = new CompletableFuture<T>();
    try {
      thread.execute(() -> begin(request, answer));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(new ConnectException("the store is closed"));
    }
    return answer;
  }

  private <T> void begin(
      Function<DynamoDbAsyncClient, CompletableFuture<T>> request, CompletableFuture<T> answer) {
    if (answer.isDone()) {
      return; // nobody waits any more
    }
    try {
      CompletableFuture<T> sent = request.apply(client);
      sent.whenComplete(
          (value, failure) -> {
            if (failure == null) {
              answer.complete(value);
            } else {
              answer.completeExceptionally(failure);
            }
          });
      answer.whenComplete(
          (value, failure) -> sent.cancel(true)); // does nothing to one that is done
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  Future<Void> close() {
    return vertx
        .<Void>executeBlocking(
            () -> {
              client.close();
              return null;
            },
            false)
        .eventually(this::endThread)
        .eventually(credentials::close);
  }

  private Future<Void> endThread() {
    Promise<Void> ended = Promise.promise();
    thread.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(end -> ended.complete());
    return ended.future();
  }

  private static DynamoDbConnection make(Vertx vertx, DynamoDbAddress address, int maxWaiting) {
    var credentials = DynamoDbCredentials.of(vertx, address);
    credentials.load();
    SdkEventLoopGroup group =
        SdkEventLoopGroup.builder()
            .numberOfThreads(1)
            .threadFactory(
                new ThreadFactoryBuilder()
                    .threadNamePrefix("laminar-dynamodb")
                    .daemonThreads(true)
                    .build())
            .build();
    DynamoDbAsyncClientBuilder builder =
        DynamoDbAsyncClient.builder()
            .region(Region.of(address.region()))
            .credentialsProvider(credentials)
            .httpClientBuilder(
                NettyNioAsyncHttpClient.builder()
                    .eventLoopGroup(group)
                    .maxConcurrency(MAX_CONNECTIONS)
                    .maxPendingConnectionAcquires(maxWaiting)
                    .connectionTimeout(CONNECT_PATIENCE)
                    .connectionMaxIdleTime(IDLE)
                    .tcpKeepAlive(true))
            .overrideConfiguration(
                override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .asyncConfiguration(
                async ->
                    async.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run));
    address.endpoint().ifPresent(builder::endpointOverride);
    return new DynamoDbConnection(vertx, builder.build(), group.eventLoopGroup(), credentials);
  }
}
