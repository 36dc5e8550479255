package io.laminar.deploy.servers;

import com.couchbase.mock.Bucket;
import com.couchbase.mock.Bucket.BucketType;
import com.couchbase.mock.BucketConfiguration;
import com.couchbase.mock.CouchbaseMock;
import com.couchbase.mock.deps.org.apache.http.HttpResponse;
import com.couchbase.mock.httpio.HandlerUtil;
import com.couchbase.mock.httpio.HttpServer;
import com.couchbase.mock.memcached.Item;
import com.couchbase.mock.memcached.MemcachedServer;
import com.couchbase.mock.memcached.Storage.StorageType;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the child JVM of {@link EmbeddedCouchbaseMock} runs. */
final class CouchbaseMockNode {

  private static final int PARTITIONS = 64;

  private CouchbaseMockNode() {}

  /**
   * @param arguments the port for documents, the one for administration, and the file that says
   *     that it is ready
   */
  public static void main(String[] arguments) throws Exception {
    var configuration = new BucketConfiguration();
    configuration.name = EmbeddedCouchbaseMock.BUCKET;
    configuration.password = EmbeddedCouchbaseMock.PASSWORD;
    configuration.type = BucketType.COUCHBASE;
    configuration.hostname = "127.0.0.1";
    configuration.numNodes = 1;
    configuration.numReplicas = 0;
    configuration.numVBuckets = PARTITIONS;
    configuration.bucketStartPort = Integer.parseInt(arguments[0]);
    var mock = new CouchbaseMock(Integer.parseInt(arguments[1]), List.of(configuration));
    mock.start();
    mock.waitForStartup();
    Bucket bucket = mock.getBuckets().get(EmbeddedCouchbaseMock.BUCKET);
    for (MemcachedServer server : bucket.getServers()) {
      server.setCccpEnabled(true); // the SDK asks for the cluster's map there
    }
    tellItemCount(mock, bucket);
    Files.createFile(Path.of(arguments[2]));
  }

  /** A real server says how many documents a bucket holds; the mock counts but does not say. */
  private static void tellItemCount(CouchbaseMock mock, Bucket bucket)
      throws ReflectiveOperationException {
    var field = CouchbaseMock.class.getDeclaredField("httpServer");
    field.setAccessible(true);
    ((HttpServer) field.get(mock))
        .register(
            "/pools/default/buckets/" + EmbeddedCouchbaseMock.BUCKET,
            (request, response, context) -> answer(bucket, response));
  }

  private static void answer(Bucket bucket, HttpResponse response) {
    int items = 0;
    for (Item item : bucket.getMasterItems(StorageType.CACHE)) {
      items += item == null ? 0 : 1;
    }
    JsonObject facts =
        new JsonObject(bucket.getJSON())
            .put("basicStats", new JsonObject().put("itemCount", items));
    HandlerUtil.makeJsonResponse(response, facts.encode());
  }
}
