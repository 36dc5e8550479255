package io.laminar.migration.dynamodb;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Credentials that are always at hand.
 *
 * <p>The SDK asks for credentials on the thread that sends a request, which all other requests need
 * too, and its default chain may read files and ask servers to answer. Here a worker thread asks
 * the chain, at the start and every {@value #RENEW_MILLIS} ms; the chain itself decides when to
 * fetch new ones. {@link #resolveCredentials} only reads a field.
 */
final class DynamoDbCredentials implements AwsCredentialsProvider {

  private static final Logger LOG = LoggerFactory.getLogger(DynamoDbCredentials.class);
  private static final long RENEW_MILLIS = 30_000;
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final AwsCredentialsProvider source;
  private volatile AwsCredentials current;
  private long timer = NO_TIMER;

  DynamoDbCredentials(Vertx vertx, AwsCredentialsProvider source) {
    this.vertx = vertx;
    this.source = source;
  }

  /** Those of the address, else those of the SDK's default chain. Blocks: for a worker thread. */
  static DynamoDbCredentials of(Vertx vertx, DynamoDbAddress address) {
    return new DynamoDbCredentials(
        vertx,
        address
            .credentials()
            .<AwsCredentialsProvider>map(
                login -> () -> AwsBasicCredentials.create(login.accessKeyId(), login.secretKey()))
            .orElseGet(() -> DefaultCredentialsProvider.builder().build()));
  }

  /** Fetches the first ones. Blocks: for a worker thread. */
  void load() {
    current = source.resolveCredentials();
  }

  /** Begins to renew them; for the context that will {@link #close}. */
  void keepFresh() {
    timer = vertx.setPeriodic(RENEW_MILLIS, tick -> renew());
  }

  /** Fetches new ones; keeps the last if there are none to be had. */
  Future<Void> renew() {
    return vertx
        .<Void>executeBlocking(
            () -> {
              load();
              return null;
            },
            false)
        .onFailure(
            failure ->
                LOG.warn("cannot renew the credentials for DynamoDB, keeps the last", failure));
  }

  @Override
  public AwsCredentials resolveCredentials() {
    return current;
  }

  /** Stops renewing. */
  Future<Void> close() {
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
    }
    return vertx.executeBlocking(
        () -> {
          if (source instanceof SdkAutoCloseable closeable) {
            closeable.close();
          }
          return null;
        },
        false);
  }
}
