package io.laminar.migration.couchbase;

import com.couchbase.client.core.error.MutationTokenOutdatedException;
import com.couchbase.client.java.kv.MutationState;
import com.couchbase.client.java.kv.ScanOptions;
import com.couchbase.client.java.kv.ScanResult;
import com.couchbase.client.java.kv.ScanTerm;
import com.couchbase.client.java.kv.ScanType;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Couchbase's own range scan, from version 7.6 on. It shows what the servers have on disk; what
 * this process wrote before is waited for.
 */
final class ServerKeyScan implements KeyScan {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final CouchbaseLink link;
  private final SharedCluster shared;
  private final String prefix;
  private final String afterAll;

  /**
   * @param prefix not empty
   */
  ServerKeyScan(CouchbaseLink link, SharedCluster shared, String prefix) {
    this.link = link;
    this.shared = shared;
    this.prefix = prefix;
    int last = prefix.length() - 1;
    this.afterAll = prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
  }

  @Override
  public Future<Keys> between(String after, String to, int most) {
    ScanType range =
        ScanType.rangeScan(
            ScanTerm.exclusive(prefix + after),
            to.isEmpty() ? ScanTerm.exclusive(afterAll) : ScanTerm.inclusive(prefix + to));
    return ids(range, most + 1L)
        .map(
            ids ->
                new Keys(
                    ids.stream().limit(most).map(id -> id.substring(prefix.length())).toList(),
                    ids.size() <= most));
  }

  @Override
  public Future<Sample> sample(int wanted) {
    return ids(ScanType.samplingScan(wanted), wanted)
        .map(
            ids -> {
              List<String> ours =
                  ids.stream()
                      .filter(id -> id.startsWith(prefix) && id.length() > prefix.length())
                      .map(id -> id.substring(prefix.length()))
                      .toList();
              return new Sample(ours, ids.size() - ours.size());
            });
  }

  private Future<List<String>> ids(ScanType scan, long most) {
    return link.admit(
        "scan",
        PATIENCE,
        () ->
            idsOnce(scan, most)
                .exceptionallyCompose(
                    failure -> {
                      if (!(Failures.unwrapped(failure)
                          instanceof MutationTokenOutdatedException)) {
                        return CompletableFuture.failedFuture(failure);
                      }
                      shared.forgetWrites();
                      return idsOnce(scan, most);
                    }));
  }

  private CompletableFuture<List<String>> idsOnce(ScanType scan, long most) {
    ScanOptions options =
        ScanOptions.scanOptions()
            .idsOnly(true)
            .timeout(PATIENCE)
            .retryStrategy(Persistence.INSTANCE);
    MutationState written = shared.written();
    if (written.iterator().hasNext()) {
      options.consistentWith(written);
    }
    return shared
        .reactiveCollection()
        .scan(scan, options)
        .map(ScanResult::id)
        .take(most)
        .collectList()
        .toFuture();
  }
}
