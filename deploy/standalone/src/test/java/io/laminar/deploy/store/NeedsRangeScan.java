package io.laminar.deploy.store;

import io.laminar.migration.store.StoreException;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Reports a test as aborted, with the reason, when the Couchbase at hand has no range scan, which
 * the mock lacks. Only tests that are known to scan may end so; any other fails as it would.
 */
final class NeedsRangeScan implements TestExecutionExceptionHandler {

  private static final String REASON = "this server has no key range scan";

  private static final Set<String> SCANNING =
      Set.of(
          "hidesAnEntryOnceItHasExpired", // scans last, after all else was asserted
          "holdsEveryLegalKey", // likewise
          "showsEveryEntryInAScanTombstonesIncluded",
          "mayLeaveOutEntriesBelowAVersionButNeverOthers",
          "showsEveryKeyThatExistedThroughoutAScanWhileTheStoreGrows",
          "goesOnWithAScanFromACursorOnAnotherConnection");

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    boolean lacksScan = failure instanceof StoreException && failure.getMessage().contains(REASON);
    if (lacksScan && SCANNING.contains(context.getRequiredTestMethod().getName())) {
      throw new TestAbortedException(
          "needs a real Couchbase Server 7.6 or later (a Docker engine, or"
              + " LAMINAR_TEST_COUCHBASE_IMAGE): "
              + failure.getMessage(),
          failure);
    }
    throw failure;
  }
}
