package io.laminar.deploy.store;

import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.dynamodb.DynamoDbAddress;
import io.laminar.migration.dynamodb.DynamoDbStore;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreContract;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The contract on DynamoDB Local, and what only DynamoDB can get wrong. */
final class DynamoDbStoreIT extends StoreContract {

  private static final AtomicInteger TABLES = new AtomicInteger();

  private final String table = "contract-" + TABLES.incrementAndGet();
  private final RawDynamoDb raw = new RawDynamoDb(TestServers.dynamoDb());

  @Override
  protected Future<Store> open(Vertx vertx) {
    return DynamoDbStore.open(
        vertx,
        new DynamoDbStore.Options(
            DynamoDbAddress.of(TestServers.dynamoDb() + "/" + table, "unused"),
            Duration.ofSeconds(10),
            10_000,
            Duration.ofDays(7)));
  }

  @Override
  protected void plantLegacy(String key, Buffer value) {
    raw.put(
        table,
        Map.of(
            "k",
            AttributeValue.fromS(key),
            "d",
            AttributeValue.fromB(SdkBytes.fromByteArray(value.getBytes()))));
  }
}
