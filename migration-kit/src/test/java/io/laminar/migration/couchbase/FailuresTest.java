package io.laminar.migration.couchbase;

import static org.assertj.core.api.Assertions.assertThat;

import com.couchbase.client.core.error.CasMismatchException;
import com.couchbase.client.core.error.CouchbaseException;
import com.couchbase.client.core.error.RequestCanceledException;
import com.couchbase.client.core.error.UnambiguousTimeoutException;
import com.couchbase.client.core.error.ValueTooLargeException;
import com.couchbase.client.core.msg.CancellationReason;
import com.couchbase.client.core.retry.RetryReason;
import io.laminar.migration.store.Secrets;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.laminar.migration.store.Trouble;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class FailuresTest {

  private static final String WHERE = "couchbase://h/b";

  private static final Trouble TROUBLE = new Trouble(WHERE, Secrets.ofPassword("s3cret"));

  private static StoreException explained(Throwable failure) {
    return Failures.explained(TROUBLE, "get", 500, failure);
  }

  @Test
  void saysThatNothingWasSentIfNothingWas() {
    var failure = explained(new UnambiguousTimeoutException("late", null));

    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure).hasMessage(WHERE + ": get: not sent: no connection; reconnects by itself");
  }

  @Test
  void saysThatARequestWasGivenUpWithItsConnection() {
    var failure =
        explained(new RequestCanceledException("gone", CancellationReason.SHUTDOWN, null));

    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void saysThatAServerHasNoRoomAndThatNothingWasDone() {
    var full =
        explained(
            new RequestCanceledException(
                "full", CancellationReason.noMoreRetries(RetryReason.KV_TEMPORARY_FAILURE), null));

    assertThat(full.kind()).isEqualTo(Kind.OVERLOADED);
    assertThat(full).hasMessageContaining("give the bucket more memory");
  }

  @Test
  void hidesThePasswordInWhatTheServerSays() {
    var refused = explained(new CouchbaseException("no user of password s3cret"));

    assertThat(refused).hasMessageContaining("***").hasMessageNotContaining("s3cret").hasNoCause();
  }

  @Test
  void leavesOutTheContextThatTheSdkAppends() {
    var failure = explained(new CasMismatchException(null));

    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure.getMessage()).startsWith(WHERE + ": get: ").doesNotContain("{\"");
    assertThat(explained(new ValueTooLargeException(null)).kind()).isEqualTo(Kind.REFUSED);
  }

  @Test
  void keepsWhatIsAlreadyExplained() {
    var ours = new StoreException(Kind.LATE, WHERE, "put", "late", null);

    assertThat(explained(ours)).isSameAs(ours);
  }

  @Test
  void takesTheSdksExceptionOutOfItsWrapping() {
    var inner = new IllegalStateException("inner");

    assertThat(Failures.unwrapped(new CompletionException(inner))).isSameAs(inner);
    assertThat(Failures.unwrapped(inner)).isSameAs(inner);
  }

  @Test
  void tellsARefusalFromAServerThatIsAway() {
    var vain = new UnambiguousTimeoutException("WaitUntilReady timed out", null);

    assertThat(Failures.notReady(TROUBLE, vain, null))
        .hasMessageContaining("check that the server runs")
        .extracting(failure -> failure.kind())
        .isEqualTo(Kind.UNREACHABLE);
    assertThat(Failures.notReady(TROUBLE, vain, new IllegalStateException("no such user")))
        .hasMessageContaining("no such user")
        .extracting(failure -> failure.kind())
        .isEqualTo(Kind.REFUSED);
  }
}
