package io.laminar.migration.couchbase;

import com.couchbase.client.core.error.CouchbaseException;
import com.couchbase.client.core.error.RequestCanceledException;
import com.couchbase.client.core.error.TimeoutException;
import com.couchbase.client.core.error.context.CancellationErrorContext;
import com.couchbase.client.core.msg.RequestContext;
import com.couchbase.client.core.retry.RetryReason;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** Says in our words what the SDK's exceptions say in theirs. */
final class Failures {

  private Failures() {}

  /** The SDK's exception, out of what its futures wrap around it. */
  static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /**
   * @param address where the store is, without the password
   * @param waitedMillis how long the operation was allowed to take
   */
  static StoreException explained(
      String address, String operation, long waitedMillis, Throwable failure) {
    if (failure instanceof StoreException ours) {
      return ours;
    }
    if (failure instanceof TimeoutException late) {
      String what = "no answer within " + waitedMillis + " ms";
      return ended(address, operation, what, late.context(), late);
    }
    if (failure instanceof RequestCanceledException cancelled) {
      return ended(address, operation, "the connection was lost", cancelled.context(), cancelled);
    }
    Kind kind = failure instanceof CouchbaseException ? Kind.REFUSED : Kind.UNREACHABLE;
    return new StoreException(kind, address, operation, brief(failure), failure);
  }

  /** A request that got no answer: it matters whether it was sent. */
  private static StoreException ended(
      String address,
      String operation,
      String what,
      CancellationErrorContext context,
      Throwable failure) {
    RequestContext request = context == null ? null : context.requestContext();
    String why = reasons(request);
    return request != null && request.lastDispatchedTo() != null
        ? new StoreException(Kind.LATE, address, operation, what + why, failure)
        : new StoreException(
            Kind.UNREACHABLE, address, operation, "no connection, nothing was sent" + why, failure);
  }

  private static String reasons(RequestContext request) {
    Set<RetryReason> reasons = request == null ? null : request.retryReasons();
    return reasons == null || reasons.isEmpty() // the SDK has null for none
        ? ""
        : reasons.stream()
            .map(reason -> reason.name().toLowerCase(Locale.ROOT).replace('_', ' '))
            .sorted()
            .collect(Collectors.joining(", ", " (", ")"));
  }

  /**
   * Why a bucket did not become ready.
   *
   * @param refusal what a node said that let us connect but not in; null if none did
   */
  static StoreException notReady(String address, Throwable failure, Throwable refusal) {
    return new StoreException(
        refusal == null ? Kind.UNREACHABLE : Kind.REFUSED,
        address,
        "connect",
        brief(failure) + (refusal == null ? "" : ": " + brief(refusal)),
        failure);
  }

  /** The SDK's message without the context that it appends as JSON. */
  private static String brief(Throwable failure) {
    return withoutContext(String.valueOf(failure.getMessage()));
  }

  private static String withoutContext(String message) {
    int context = message.indexOf(" {\"");
    return context < 0 ? message : message.substring(0, context);
  }
}
