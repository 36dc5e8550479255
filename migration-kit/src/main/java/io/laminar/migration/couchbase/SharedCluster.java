package io.laminar.migration.couchbase;

import com.couchbase.client.core.cnc.Event;
import com.couchbase.client.core.cnc.events.endpoint.EndpointConnectionFailedEvent;
import com.couchbase.client.core.cnc.metrics.NoopMeter;
import com.couchbase.client.core.cnc.tracing.NoopRequestTracer;
import com.couchbase.client.core.error.AuthenticationFailureException;
import com.couchbase.client.core.msg.kv.MutationToken;
import com.couchbase.client.core.service.ServiceType;
import com.couchbase.client.java.AsyncCollection;
import com.couchbase.client.java.Cluster;
import com.couchbase.client.java.ClusterOptions;
import com.couchbase.client.java.ReactiveCollection;
import com.couchbase.client.java.diagnostics.WaitUntilReadyOptions;
import com.couchbase.client.java.env.ClusterEnvironment;
import com.couchbase.client.java.kv.MutationState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The SDK's connections to one cluster, shared by all stores of this process that name the same
 * address.
 *
 * <p>The SDK brings its own (relocated) Netty and threads, so its connections cannot live on our
 * event loops; it pipelines whatever all callers send over one connection per node. One set of
 * threads per event loop would only add to the noise. The last store to close closes it.
 * Thread-safe.
 */
final class SharedCluster {

  private static final Map<CouchbaseAddress, SharedCluster> OPEN = new HashMap<>();

  private final CouchbaseAddress address;
  private final CompletableFuture<Cluster> connected;
  private final Map<Short, MutationToken> lastWriteByPartition = new ConcurrentHashMap<>();
  private volatile Throwable lastRefusal;
  private int users;

  private SharedCluster(Vertx vertx, CouchbaseAddress address) {
    this.address = address;
    this.connected =
        vertx
            // building the SDK's environment loads classes and starts threads
            .executeBlocking(this::connect, false)
            .toCompletionStage()
            .toCompletableFuture();
  }

  /**
   * Connects, or joins a connection, and waits until the bucket answers.
   *
   * @param patience how long to wait for that
   * @return completes on the current context; fails with a {@link
   *     io.laminar.migration.store.StoreException}
   */
  static Future<SharedCluster> use(Vertx vertx, CouchbaseAddress address, Duration patience) {
    SharedCluster shared = join(vertx, address);
    return Future.fromCompletionStage(
            shared.connected.thenCompose(cluster -> ready(cluster, address, patience)),
            vertx.getOrCreateContext())
        .map(shared)
        .recover(
            failure ->
                shared
                    .release(vertx)
                    .transform(
                        released ->
                            Future.failedFuture(
                                Failures.notReady(
                                    address.trouble(),
                                    Failures.unwrapped(failure),
                                    shared.lastRefusal))));
  }

  private static SharedCluster join(Vertx vertx, CouchbaseAddress address) {
    synchronized (OPEN) {
      SharedCluster shared =
          OPEN.computeIfAbsent(address, absent -> new SharedCluster(vertx, absent));
      shared.users++;
      return shared;
    }
  }

  private Cluster connect() {
    Cluster cluster =
        Cluster.connect(
            address.connectionString(),
            ClusterOptions.clusterOptions(address.user(), address.password())
                .environment(SharedCluster::frugal));
    cluster.environment().eventBus().subscribe(this::hear);
    return cluster;
  }

  /** A wait that ends in vain does not say why; the SDK tells its event bus. */
  private void hear(Event event) {
    if (event instanceof EndpointConnectionFailedEvent failed
        && failed.cause() instanceof AuthenticationFailureException refusal) {
      lastRefusal = refusal;
    }
  }

  /** Without the SDK's own measuring and logging of every request. */
  private static void frugal(ClusterEnvironment.Builder environment) {
    environment
        .requestTracer(NoopRequestTracer.INSTANCE)
        .meter(NoopMeter.INSTANCE)
        .orphanReporterConfig(orphans -> orphans.enabled(false))
        .disableAppTelemetry(true);
  }

  private static CompletableFuture<Void> ready(
      Cluster cluster, CouchbaseAddress address, Duration patience) {
    return cluster
        .async()
        .bucket(address.bucket())
        .waitUntilReady(
            patience, WaitUntilReadyOptions.waitUntilReadyOptions().serviceTypes(ServiceType.KV));
  }

  Cluster cluster() {
    return connected.join(); // only stores hold it, and they do so after it was connected
  }

  AsyncCollection collection() {
    return cluster().async().bucket(address.bucket()).defaultCollection();
  }

  ReactiveCollection reactiveCollection() {
    return cluster().reactive().bucket(address.bucket()).defaultCollection();
  }

  /** Remembers a write of this process, so that a scan waits until the disk has it. */
  void wrote(MutationToken token) {
    lastWriteByPartition.merge(
        token.partitionID(),
        token,
        (one, other) ->
            one.partitionUUID() == other.partitionUUID()
                    && one.sequenceNumber() > other.sequenceNumber()
                ? one
                : other);
  }

  /** The last write of this process to each partition. */
  MutationState written() {
    return MutationState.from(lastWriteByPartition.values().toArray(MutationToken[]::new));
  }

  /** After a failover or a flush, nobody can wait for what was written before. */
  void forgetWrites() {
    lastWriteByPartition.clear();
  }

  /** Leaves; the last to leave disconnects. */
  Future<Void> release(Vertx vertx) {
    synchronized (OPEN) {
      users--;
      if (users > 0) {
        return Future.succeededFuture();
      }
      OPEN.remove(address);
    }
    return Future.fromCompletionStage(
        connected.thenCompose(cluster -> cluster.async().disconnect()), vertx.getOrCreateContext());
  }
}
