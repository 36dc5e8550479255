package io.laminar.migration.couchbase;

import com.couchbase.client.core.error.CasMismatchException;
import com.couchbase.client.core.error.DocumentExistsException;
import com.couchbase.client.core.error.DocumentNotFoundException;
import com.couchbase.client.core.topology.BucketCapability;
import com.couchbase.client.java.AsyncCollection;
import com.couchbase.client.java.codec.RawBinaryTranscoder;
import com.couchbase.client.java.http.HttpGetOptions;
import com.couchbase.client.java.http.HttpPath;
import com.couchbase.client.java.http.HttpTarget;
import com.couchbase.client.java.kv.GetOptions;
import com.couchbase.client.java.kv.InsertOptions;
import com.couchbase.client.java.kv.LookupInMacro;
import com.couchbase.client.java.kv.LookupInOptions;
import com.couchbase.client.java.kv.LookupInSpec;
import com.couchbase.client.java.kv.MutationResult;
import com.couchbase.client.java.kv.RemoveOptions;
import com.couchbase.client.java.kv.ReplaceOptions;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.laminar.migration.store.Trouble;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * One store's way to a bucket: documents as bytes, a deadline per request, a bound on how many wait
 * for an answer.
 *
 * <p>All futures complete on the context it was opened on and fail with {@link StoreException}.
 * Belongs to that context.
 */
final class CouchbaseLink {

  /** What the first connection may take at least: the SDK asks several servers and agrees first. */
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

  /** The last instant that the protocol's 32 bits can name, in the year 2106. */
  private static final long MAX_EXPIRY_SECONDS = 0xFFFF_FFFFL;

  private static final Set<Class<?>> OVERTAKEN =
      Set.of(
          CasMismatchException.class,
          DocumentExistsException.class,
          DocumentNotFoundException.class);

  private final Vertx vertx;
  private final SharedCluster shared;
  private final AsyncCollection collection;
  private final CouchbaseAddress address;
  private final Trouble trouble;
  private final Landing landing;
  private final Duration deadline;
  private final int maxInFlight;
  private final GetOptions gets;

  private int inFlight;
  private boolean closed;

  private CouchbaseLink(
      Vertx vertx,
      SharedCluster shared,
      CouchbaseAddress address,
      Duration deadline,
      int maxInFlight) {
    this.vertx = vertx;
    this.shared = shared;
    this.collection = shared.collection();
    this.address = address;
    this.trouble = address.trouble();
    this.landing = new Landing(vertx.getOrCreateContext());
    this.deadline = deadline;
    this.maxInFlight = maxInFlight;
    this.gets = reading(deadline);
  }

  /** Connects on the current context; fails if the bucket does not answer. */
  static Future<CouchbaseLink> connected(
      Vertx vertx, CouchbaseAddress address, Duration deadline, int maxInFlight) {
    Duration patience = deadline.compareTo(CONNECT_PATIENCE) > 0 ? deadline : CONNECT_PATIENCE;
    return SharedCluster.use(vertx, address, patience)
        .map(shared -> new CouchbaseLink(vertx, shared, address, deadline, maxInFlight));
  }

  /** A document and the token that a write must show to replace it. */
  record Found(byte[] bytes, long cas) {
    /** No document. */
    static final Found NOTHING = new Found(new byte[0], 0);

    boolean isThere() {
      return cas != 0;
    }
  }

  /** The document under an id, or {@link Found#NOTHING}, for a reader. */
  Future<Found> get(String operation, String id) {
    return get(operation, id, deadline, gets);
  }

  /** The document under an id, or {@link Found#NOTHING}, as the first part of something longer. */
  Future<Found> get(String operation, String id, Deadline until) {
    return get(operation, id, until.remaining(), reading(until.remaining()));
  }

  private static GetOptions reading(Duration within) {
    return GetOptions.getOptions()
        .transcoder(RawBinaryTranscoder.INSTANCE)
        .timeout(within)
        .retryStrategy(Persistence.INSTANCE);
  }

  private Future<Found> get(String operation, String id, Duration within, GetOptions options) {
    return admit(operation, within, () -> collection.getOrNull(id, options))
        .map(
            result ->
                result == null ? Found.NOTHING : new Found(result.contentAsBytes(), result.cas()));
  }

  /**
   * When a document ends, in milliseconds since the epoch, 0 = never; −1 if it is no longer the one
   * with this token. For documents that do not say so themselves.
   */
  Future<Long> expiryOf(String operation, String id, long cas, Deadline until) {
    return admit(
        operation,
        until.remaining(),
        () ->
            collection
                .lookupIn(
                    id,
                    List.of(LookupInSpec.get(LookupInMacro.EXPIRY_TIME).xattr()),
                    LookupInOptions.lookupInOptions()
                        .timeout(until.remaining())
                        .retryStrategy(Persistence.INSTANCE))
                .handle(
                    (result, failure) ->
                        answer(
                            failure,
                            () ->
                                result.cas() == cas ? 1_000 * result.contentAs(0, Long.class) : -1L,
                            Set.of(DocumentNotFoundException.class),
                            -1L)));
  }

  /** Writes a document where none is. True if none was. */
  Future<Boolean> insert(
      String operation, String id, byte[] bytes, long expiresAt, Deadline until) {
    InsertOptions options =
        InsertOptions.insertOptions()
            .transcoder(RawBinaryTranscoder.INSTANCE)
            .durability(address.durability())
            .timeout(until.remaining())
            .retryStrategy(Persistence.INSTANCE);
    if (expires(expiresAt)) {
      options.expiry(instantOf(expiresAt));
    }
    return admit(
        operation, until.remaining(), () -> written(collection.insert(id, bytes, options)));
  }

  /** Replaces the document that has this token. True if it still had it. */
  Future<Boolean> replace(
      String operation, String id, long cas, byte[] bytes, long expiresAt, Deadline until) {
    ReplaceOptions options =
        ReplaceOptions.replaceOptions()
            .cas(cas)
            .transcoder(RawBinaryTranscoder.INSTANCE)
            .durability(address.durability())
            .timeout(until.remaining())
            .retryStrategy(Persistence.INSTANCE);
    if (expires(expiresAt)) {
      options.expiry(instantOf(expiresAt));
    }
    return admit(
        operation, until.remaining(), () -> written(collection.replace(id, bytes, options)));
  }

  /** Removes the document that has this token. True if it still had it. */
  Future<Boolean> remove(String operation, String id, long cas, Deadline until) {
    RemoveOptions options =
        RemoveOptions.removeOptions()
            .cas(cas)
            .durability(address.durability())
            .timeout(until.remaining())
            .retryStrategy(Persistence.INSTANCE);
    return admit(operation, until.remaining(), () -> written(collection.remove(id, options)));
  }

  /** How many documents the bucket holds, of whomever, replicas not counted. */
  Future<Long> countDocuments(Duration patience) {
    return admit(
            "count documents",
            patience,
            () ->
                shared
                    .cluster()
                    .async()
                    .httpClient()
                    .get(
                        HttpTarget.manager(),
                        HttpPath.of("/pools/default/buckets/{}", address.bucket()),
                        HttpGetOptions.httpGetOptions()
                            .timeout(patience)
                            .retryStrategy(Persistence.INSTANCE)))
        .map(
            answer -> {
              JsonObject stats =
                  answer.success()
                      ? new JsonObject(answer.contentAsString()).getJsonObject("basicStats")
                      : null;
              if (stats == null || stats.getLong("itemCount") == null) {
                throw trouble.of(
                    Kind.REFUSED,
                    "count documents",
                    "the server's answer (HTTP "
                        + answer.statusCode()
                        + ") does not say how many there are; check that the user may read the"
                        + " bucket's statistics",
                    null);
              }
              return stats.getLong("itemCount");
            });
  }

  /** The ids in a range, read by the server in one go. */
  KeyScan keyScan(String prefix) {
    return new ServerKeyScan(this, shared, prefix);
  }

  /** True if the bucket's servers have something that only newer ones have. */
  boolean has(BucketCapability capability) {
    var topology = shared.cluster().core().clusterConfig().bucketTopology(address.bucket());
    return topology != null && topology.bucket().hasCapability(capability);
  }

  /**
   * Whether so many more requests may wait for an answer: an operation of many is refused as a
   * whole, before anything is sent.
   */
  Future<Void> roomFor(String operation, int requests) {
    return inFlight + requests > maxInFlight
        ? overloaded(operation, requests)
        : Future.succeededFuture();
  }

  private <T> Future<T> overloaded(String operation, int more) {
    return Future.failedFuture(trouble.tooMany(operation, "requests", inFlight, more, maxInFlight));
  }

  /** The failure of an operation that cannot go on. */
  StoreException failure(Kind kind, String operation, String reason) {
    return trouble.of(kind, operation, reason, null);
  }

  /** The end of an operation that begins now. */
  Deadline deadline() {
    return Deadline.in(deadline);
  }

  Future<Void> close() {
    if (closed) {
      return Future.succeededFuture();
    }
    closed = true;
    return shared.release(vertx);
  }

  /** Sends one request of the SDK, if there is room for it. */
  <T> Future<T> admit(String operation, Duration within, Supplier<CompletionStage<T>> request) {
    if (closed) {
      return Future.failedFuture(trouble.notSent(operation, "the store is closed", true));
    }
    if (inFlight >= maxInFlight) {
      return overloaded(operation, 1);
    }
    inFlight++;
    CompletionStage<T> answer;
    try {
      answer = request.get();
    } catch (RuntimeException e) {
      inFlight--;
      return Future.failedFuture(Failures.explained(trouble, operation, within.toMillis(), e));
    }
    return landing
        .bring(answer)
        .transform(
            result -> {
              inFlight--;
              return result.succeeded()
                  ? Future.succeededFuture(result.result())
                  : Future.failedFuture(
                      Failures.explained(
                          trouble,
                          operation,
                          within.toMillis(),
                          Failures.unwrapped(result.cause())));
            });
  }

  /** Whether a write was done; false if somebody was faster. */
  private CompletionStage<Boolean> written(CompletionStage<MutationResult> answer) {
    return answer.handle(
        (result, failure) ->
            answer(
                failure,
                () -> {
                  result.mutationToken().ifPresent(shared::wrote);
                  return true;
                },
                OVERTAKEN,
                false));
  }

  /** An answer; some failures are answers too. */
  private static <T> T answer(
      Throwable failure, Supplier<T> answer, Set<Class<?>> expected, T otherwise) {
    if (failure == null) {
      return answer.get();
    }
    if (expected.contains(Failures.unwrapped(failure).getClass())) {
      return otherwise;
    }
    throw new CompletionException(Failures.unwrapped(failure));
  }

  private static boolean expires(long expiresAt) {
    return expiresAt != 0 && (expiresAt + 999) / 1_000 <= MAX_EXPIRY_SECONDS;
  }

  /** The server counts seconds: rounded up, since readers look at the milliseconds anyway. */
  private static Instant instantOf(long expiresAt) {
    return Instant.ofEpochSecond((expiresAt + 999) / 1_000);
  }
}
