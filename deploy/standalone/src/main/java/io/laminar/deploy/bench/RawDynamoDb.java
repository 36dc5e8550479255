package io.laminar.deploy.bench;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;

/**
 * The SDK's asynchronous client with its own defaults: a request each on a pooled connection, as
 * HTTP/1.1 has no other way. Its answers come back to the event loop.
 */
final class RawDynamoDb implements RawClient {

  private final Vertx vertx;
  private final Context context;
  private final DynamoDbAsyncClient client;
  private final String table;

  private RawDynamoDb(Vertx vertx, Context context, DynamoDbAsyncClient client, String table) {
    this.vertx = vertx;
    this.context = context;
    this.client = client;
    this.table = table;
  }

  /** For a DynamoDB Local; it does not look at the credentials. */
  static Future<RawClient> open(Vertx vertx, String uri, String table, int inFlight) {
    Context context = vertx.getOrCreateContext();
    return vertx
        .executeBlocking(() -> client(uri, inFlight), false)
        .map(client -> new RawDynamoDb(vertx, context, client, table));
  }

  private static DynamoDbAsyncClient client(String uri, int inFlight) {
    return DynamoDbAsyncClient.builder()
        .endpointOverride(URI.create(uri.replaceFirst("^dynamodb:", "http:")))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("bench", "bench")))
        .httpClientBuilder(
            NettyNioAsyncHttpClient.builder().maxPendingConnectionAcquires(10 * inFlight))
        .build();
  }

  @Override
  public boolean pools() {
    return true;
  }

  @Override
  public boolean pipelines() {
    return false;
  }

  @Override
  public Future<?> pooled(String key) {
    GetItemRequest get =
        GetItemRequest.builder()
            .tableName(table)
            .key(Map.of("k", AttributeValue.fromS(key)))
            .consistentRead(true)
            .build();
    return Future.fromCompletionStage(client.getItem(get), context);
  }

  @Override
  public Future<?> pipelined(String key) {
    throw new UnsupportedOperationException("HTTP/1.1 does not pipeline");
  }

  @Override
  public Future<Void> close() {
    return vertx.executeBlocking(
        () -> {
          client.close();
          return null;
        },
        false);
  }
}
