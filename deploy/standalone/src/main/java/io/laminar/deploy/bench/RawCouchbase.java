package io.laminar.deploy.bench;

import com.couchbase.client.core.service.ServiceType;
import com.couchbase.client.java.AsyncCollection;
import com.couchbase.client.java.Cluster;
import com.couchbase.client.java.codec.RawBinaryTranscoder;
import com.couchbase.client.java.diagnostics.WaitUntilReadyOptions;
import com.couchbase.client.java.kv.GetOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Couchbase's SDK with its own defaults: it sends what all callers ask over one connection a node,
 * and has no pool. Its answers come back to the event loop.
 */
final class RawCouchbase implements RawClient {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern ADDRESS =
      Pattern.compile("(couchbases?://)([^:@/]+):([^@/]*)@([^/?]+)/([^?]+)(?:\\?.*)?");

  private final Context context;
  private final Cluster cluster;
  private final AsyncCollection collection;
  private final String prefix;

  private RawCouchbase(Context context, Cluster cluster, String bucket, String prefix) {
    this.context = context;
    this.cluster = cluster;
    this.collection = cluster.async().bucket(bucket).defaultCollection();
    this.prefix = prefix;
  }

  static Future<RawClient> open(Vertx vertx, String uri, String namespace) {
    Matcher address = ADDRESS.matcher(uri);
    if (!address.matches()) {
      return Future.failedFuture(
          "a Couchbase address must be couchbase://user:password@host/bucket");
    }
    Context context = vertx.getOrCreateContext();
    String bucket = address.group(5);
    return vertx
        .executeBlocking(
            () -> {
              Cluster cluster =
                  Cluster.connect(
                      address.group(1) + address.group(4), address.group(2), address.group(3));
              cluster
                  .bucket(bucket)
                  .waitUntilReady(
                      PATIENCE,
                      WaitUntilReadyOptions.waitUntilReadyOptions().serviceTypes(ServiceType.KV));
              return cluster;
            },
            false)
        .map(cluster -> new RawCouchbase(context, cluster, bucket, namespace + ":"));
  }

  @Override
  public boolean pools() {
    return false;
  }

  @Override
  public boolean pipelines() {
    return true;
  }

  @Override
  public Future<?> pooled(String key) {
    throw new UnsupportedOperationException("the SDK has no pool");
  }

  @Override
  public Future<?> pipelined(String key) {
    return Future.fromCompletionStage(
        collection.get(
            prefix + key, GetOptions.getOptions().transcoder(RawBinaryTranscoder.INSTANCE)),
        context);
  }

  @Override
  public Future<Void> close() {
    return Future.fromCompletionStage(cluster.async().disconnect(), context);
  }
}
