package io.laminar.migration.couchbase;

import com.couchbase.client.core.msg.Request;
import com.couchbase.client.core.msg.Response;
import com.couchbase.client.core.retry.BestEffortRetryStrategy;
import com.couchbase.client.core.retry.RetryAction;
import com.couchbase.client.core.retry.RetryReason;
import com.couchbase.client.core.retry.RetryStrategy;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * How long the SDK keeps trying: until the deadline, as is its custom, but for a node that cannot
 * be reached only some 160 ms. Nothing was sent to such a node, and its callers have better things
 * to do than to wait for all of the deadline to hear so.
 */
final class Persistence implements RetryStrategy {

  static final Persistence INSTANCE = new Persistence();

  /** The SDK waits 1, 10, 50 and 100 ms before these. */
  private static final int TRIES_WITHOUT_A_CONNECTION = 4;

  private static final Set<RetryReason> NOTHING_SENT =
      EnumSet.of(
          RetryReason.ENDPOINT_NOT_AVAILABLE,
          RetryReason.ENDPOINT_CIRCUIT_OPEN,
          RetryReason.ENDPOINT_NOT_WRITABLE,
          RetryReason.SERVICE_NOT_AVAILABLE,
          RetryReason.NODE_NOT_AVAILABLE);

  private Persistence() {}

  @Override
  public CompletableFuture<RetryAction> shouldRetry(
      Request<? extends Response> request, RetryReason reason) {
    return NOTHING_SENT.contains(reason)
            && request.context().retryAttempts() >= TRIES_WITHOUT_A_CONNECTION
        ? CompletableFuture.completedFuture(RetryAction.noRetry())
        : BestEffortRetryStrategy.INSTANCE.shouldRetry(request, reason);
  }
}
