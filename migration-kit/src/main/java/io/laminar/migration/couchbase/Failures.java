package io.laminar.migration.couchbase;

import com.couchbase.client.core.error.AuthenticationFailureException;
import com.couchbase.client.core.error.CouchbaseException;
import com.couchbase.client.core.error.RequestCanceledException;
import com.couchbase.client.core.error.TimeoutException;
import com.couchbase.client.core.error.context.CancellationErrorContext;
import com.couchbase.client.core.msg.RequestContext;
import com.couchbase.client.core.retry.RetryReason;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.laminar.migration.store.Trouble;
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
   * @param trouble of the link that the operation was on
   * @param waitedMillis how long the operation was allowed to take
   */
  static StoreException explained(
      Trouble trouble, String operation, long waitedMillis, Throwable failure) {
    if (failure instanceof StoreException ours) {
      return ours;
    }
    if (failure instanceof TimeoutException late) {
      RequestContext request = requestOf(late.context());
      return wasSent(request)
          ? ended(trouble, operation, "no answer within " + waitedMillis + " ms", request, late)
          : notSent(trouble, operation, request);
    }
    if (failure instanceof RequestCanceledException cancelled) {
      return given(trouble, operation, cancelled);
    }
    Kind kind = failure instanceof CouchbaseException ? Kind.REFUSED : Kind.UNREACHABLE;
    return trouble.of(kind, operation, brief(failure), failure);
  }

  /** The SDK gave a request up before its time: it matters whether it was sent, and why. */
  private static StoreException given(
      Trouble trouble, String operation, RequestCanceledException cancelled) {
    if (cancelled.reason() != null
        && cancelled.reason().innerReason() == RetryReason.KV_TEMPORARY_FAILURE) {
      return trouble.of(
          Kind.OVERLOADED,
          operation,
          "the server has no memory or no time for it; try again later, or give the bucket more"
              + " memory",
          cancelled);
    }
    RequestContext request = requestOf(cancelled.context());
    return wasSent(request)
        ? ended(trouble, operation, "the connection was lost", request, cancelled)
        : notSent(trouble, operation, request);
  }

  /** With the SDK's reasons at the end: they are for who knows the SDK. */
  private static StoreException ended(
      Trouble trouble, String operation, String how, RequestContext request, Throwable cause) {
    StoreException ended = trouble.ended(operation, how, cause);
    String why = why(request);
    return why.isEmpty() ? ended : trouble.of(ended.kind(), operation, ended.reason() + why, cause);
  }

  private static StoreException notSent(Trouble trouble, String operation, RequestContext request) {
    return trouble.notSent(operation, "no connection" + why(request), false);
  }

  private static RequestContext requestOf(CancellationErrorContext context) {
    return context == null ? null : context.requestContext();
  }

  private static boolean wasSent(RequestContext request) {
    return request != null && request.lastDispatchedTo() != null;
  }

  private static String why(RequestContext request) {
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
  static StoreException notReady(Trouble trouble, Throwable failure, Throwable refusal) {
    if (refusal == null) {
      return trouble.of(Kind.UNREACHABLE, "connect", Trouble.nobodyThere(brief(failure)), failure);
    }
    String remedy =
        refusal instanceof AuthenticationFailureException
            ? "; check user, password and bucket in the address of the store"
            : "";
    return trouble.of(
        Kind.REFUSED, "connect", brief(failure) + ": " + brief(refusal) + remedy, failure);
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
