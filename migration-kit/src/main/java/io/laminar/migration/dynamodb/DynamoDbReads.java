package io.laminar.migration.dynamodb;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** Look-ups of many keys. Reads are consistent: they show what was acknowledged before. */
final class DynamoDbReads {

  /** As many as DynamoDB takes in one {@code BatchGetItem}. */
  static final int MAX_KEYS = 100;

  private static final int BATCHES_AT_ONCE = 8;

  private final String table;
  private final ItemLayout layout;

  DynamoDbReads(String table, ItemLayout layout) {
    this.table = table;
    this.layout = layout;
  }

  /** The items under keys, in their order; an empty one where there is none. */
  Future<List<Map<String, AttributeValue>>> items(
      DynamoDbLink.Operation operation, List<String> keys) {
    if (keys.size() == 1) {
      return one(operation, keys.get(0)).map(List::of);
    }
    List<String> distinct = List.copyOf(new LinkedHashSet<>(keys));
    Map<String, Map<String, AttributeValue>> itemByKey = new HashMap<>(2 * distinct.size());
    List<KeysAndAttributes> batches = new ArrayList<>();
    for (int from = 0; from < distinct.size(); from += MAX_KEYS) {
      batches.add(batch(distinct.subList(from, Math.min(distinct.size(), from + MAX_KEYS))));
    }
    return Crew.work(batches, BATCHES_AT_ONCE, batch -> collect(operation, batch, itemByKey, 0))
        .map(done -> keys.stream().map(key -> itemByKey.getOrDefault(key, Map.of())).toList());
  }

  private Future<Map<String, AttributeValue>> one(DynamoDbLink.Operation operation, String key) {
    return operation
        .send(
            client ->
                client.getItem(
                    get -> get.tableName(table).key(layout.keyOf(key)).consistentRead(true)))
        .map(answer -> answer.hasItem() ? answer.item() : Map.of());
  }

  private KeysAndAttributes batch(List<String> keys) {
    return KeysAndAttributes.builder()
        .keys(keys.stream().map(layout::keyOf).toList())
        .consistentRead(true)
        .build();
  }

  /** DynamoDB may leave keys for later: too many bytes at once, or too much throughput. */
  private Future<Void> collect(
      DynamoDbLink.Operation operation,
      KeysAndAttributes batch,
      Map<String, Map<String, AttributeValue>> itemByKey,
      int fruitless) {
    return operation
        .send(client -> client.batchGetItem(get -> get.requestItems(Map.of(table, batch))))
        .compose(
            answer -> {
              List<Map<String, AttributeValue>> items =
                  answer.responses().getOrDefault(table, List.of());
              items.forEach(item -> itemByKey.put(layout.keyIn(item), item));
              return rest(operation, answer, itemByKey, items.isEmpty() ? fruitless + 1 : 0);
            });
  }

  private Future<Void> rest(
      DynamoDbLink.Operation operation,
      BatchGetItemResponse answer,
      Map<String, Map<String, AttributeValue>> itemByKey,
      int fruitless) {
    KeysAndAttributes left = answer.unprocessedKeys().get(table);
    if (left == null || left.keys().isEmpty()) {
      return Future.succeededFuture();
    }
    return operation
        .pause(fruitless, left.keys().size() + " keys were left unread: throughput exceeded")
        .compose(again -> collect(operation, left, itemByKey, fruitless));
  }
}
