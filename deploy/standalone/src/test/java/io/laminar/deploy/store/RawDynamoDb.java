package io.laminar.deploy.store;

import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** DynamoDB without the kit, as an old system uses it. Waits for each answer. */
final class RawDynamoDb implements AutoCloseable {

  private final DynamoDbAsyncClient client;

  RawDynamoDb(String address) {
    client =
        DynamoDbAsyncClient.builder()
            .endpointOverride(URI.create(address.replace("dynamodb://", "http://")))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("old", "system")))
            .httpClientBuilder(NettyNioAsyncHttpClient.builder())
            .build();
  }

  DynamoDbAsyncClient client() {
    return client;
  }

  void put(String table, Map<String, AttributeValue> item) {
    client.putItem(put -> put.tableName(table).item(item)).join();
  }

  Map<String, AttributeValue> item(String table, Map<String, AttributeValue> key) {
    return client.getItem(get -> get.tableName(table).key(key).consistentRead(true)).join().item();
  }

  @Override
  public void close() {
    client.close();
  }
}
