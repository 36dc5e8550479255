package io.laminar.migration.dynamodb;

import io.laminar.migration.store.StoreException.Kind;
import io.laminar.migration.store.Trouble;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ReplicatedWriteConflictException;
import software.amazon.awssdk.services.dynamodb.model.RequestLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** What a failure of the SDK means to a caller. */
record DynamoDbFailure(Kind kind, boolean isThrottling, String reason, Throwable cause) {

  static DynamoDbFailure of(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof AwsServiceException answer) {
      return ofAnswer(answer);
    }
    if (has(cause, ConnectException.class) || has(cause, UnknownHostException.class)) {
      return new DynamoDbFailure(
          Kind.UNREACHABLE, false, Trouble.nobodyThere(deepest(cause)), cause);
    }
    if (has(cause, IOException.class)) {
      return new DynamoDbFailure(
          Kind.LATE,
          false,
          "the connection was lost: " + deepest(cause) + "; try again, a write may have happened",
          cause);
    }
    boolean noConnection = String.valueOf(cause.getMessage()).contains("Acquire operation took");
    return new DynamoDbFailure(
        noConnection ? Kind.OVERLOADED : Kind.REFUSED, false, deepest(cause), cause);
  }

  /** True if the server failed, not the request: it may answer the same request the next time. */
  boolean isServersFault() {
    return cause instanceof AwsServiceException answer && answer.statusCode() >= 500;
  }

  private static DynamoDbFailure ofAnswer(AwsServiceException answer) {
    boolean throttling =
        answer instanceof ProvisionedThroughputExceededException
            || answer instanceof RequestLimitExceededException
            || answer instanceof ThrottlingException
            || answer instanceof LimitExceededException
            || answer instanceof TransactionConflictException
            || answer instanceof ReplicatedWriteConflictException
            || answer.isThrottlingException();
    Kind kind =
        throttling
            ? Kind.OVERLOADED
            // a write that the server failed at may have happened, as one that it is late with
            : answer.statusCode() >= 500 ? Kind.LATE : Kind.REFUSED;
    var details = answer.awsErrorDetails();
    String reason =
        details == null
            ? answer.getMessage()
            : details.errorCode() + ", HTTP " + answer.statusCode() + ": " + details.errorMessage();
    return new DynamoDbFailure(kind, throttling, reason, answer);
  }

  private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  private static String deepest(Throwable thrown) {
    Throwable t = thrown;
    while (t.getCause() != null && t.getCause() != t) {
      t = t.getCause();
    }
    return t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
  }
}
