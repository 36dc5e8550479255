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
 * How long the SDK keeps trying: until the deadline, as is its custom, but only some 160 ms if a
 * node cannot be reached, or says that it has no memory or no time. Such a node did nothing, and
 * its callers have better things to do than to wait for all of the deadline to hear so.
 */
final class Persistence implements RetryStrategy {

  static final Persistence INSTANCE = new Persistence();

  /** The SDK waits 1, 10, 50 and 100 ms before these. */
  private static final int TRIES_IN_VAIN = 4;

  private static final Set<RetryReason> NOTHING_DONE =
      EnumSet.of(
          RetryReason.ENDPOINT_NOT_AVAILABLE,
          RetryReason.ENDPOINT_CIRCUIT_OPEN,
          RetryReason.ENDPOINT_NOT_WRITABLE,
          RetryReason.SERVICE_NOT_AVAILABLE,
          RetryReason.NODE_NOT_AVAILABLE,
          RetryReason.KV_TEMPORARY_FAILURE);

  private Persistence() {}

  @Override
  public CompletableFuture<RetryAction> shouldRetry(
      Request<? extends Response> request, RetryReason reason) {
    return NOTHING_DONE.contains(reason) && request.context().retryAttempts() >= TRIES_IN_VAIN
        ? CompletableFuture.completedFuture(RetryAction.noRetry())
        : BestEffortRetryStrategy.INSTANCE.shouldRetry(request, reason);
  }
}
