package io.laminar.deploy.store;

import java.net.URI;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** DynamoDB without the kit, as an old system uses it. Waits for each answer. */
final class RawDynamoDb implements AutoCloseable {

  private final DynamoDbAsyncClient client;

  /**
   * @param address {@code dynamodb://host:port}
   */
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

  /** Makes a table whose keys are these, the partition key first. */
  void createTable(String table, ScalarAttributeType type, String... keys) {
    List<String> names = List.of(keys);
    client
        .createTable(
            CreateTableRequest.builder()
                .tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    names.stream()
                        .map(
                            name ->
                                AttributeDefinition.builder()
                                    .attributeName(name)
                                    .attributeType(type)
                                    .build())
                        .toList())
                .keySchema(
                    names.stream()
                        .map(
                            name ->
                                KeySchemaElement.builder()
                                    .attributeName(name)
                                    .keyType(
                                        name.equals(names.get(0)) ? KeyType.HASH : KeyType.RANGE)
                                    .build())
                        .toList())
                .build())
        .join();
  }

  void expireOn(String table, String attribute) {
    client
        .updateTimeToLive(
            update ->
                update
                    .tableName(table)
                    .timeToLiveSpecification(ttl -> ttl.enabled(true).attributeName(attribute)))
        .join();
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
