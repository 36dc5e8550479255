package io.laminar.migration.dynamodb;

import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/**
 * Makes sure of the table: that it is there, has the one key that a key-value store needs, and
 * expires its items. Many may do so at once.
 */
final class DynamoDbTable {

  /** AWS takes some ten seconds to make a table. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final DynamoDbAddress address;
  private final DynamoDbLink.Operation operation;

  private DynamoDbTable(DynamoDbLink link, DynamoDbAddress address) {
    this.address = address;
    this.operation = link.slow("prepare table", PATIENCE);
  }

  /** The layout of a table that is ready for use. */
  static Future<ItemLayout> prepare(DynamoDbLink link, DynamoDbAddress address) {
    var table = new DynamoDbTable(link, address);
    return table
        .described()
        .compose(
            found ->
                found.isPresent()
                    ? Future.succeededFuture(found)
                    : table.created().map(done -> Optional.<TableDescription>empty()))
        .compose(found -> table.ready(found, 1))
        .compose(
            description -> table.expiryAttribute().compose(ttl -> table.layout(description, ttl)));
  }

  private Future<Optional<TableDescription>> described() {
    return operation
        .send(client -> client.describeTable(ask -> ask.tableName(address.table())))
        .map(answer -> Optional.of(answer.table()))
        .recover(
            failure ->
                isA(ResourceNotFoundException.class, failure)
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failure));
  }

  private Future<Void> created() {
    if (!address.create()) {
      return refused("the table " + address.table() + " does not exist, and create=false");
    }
    return operation
        .send(client -> client.createTable(newTable()))
        .<Void>mapEmpty()
        .recover(
            failure ->
                isA(ResourceInUseException.class, failure) // someone else makes it
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }

  private CreateTableRequest newTable() {
    return CreateTableRequest.builder()
        .tableName(address.table())
        .billingMode(BillingMode.PAY_PER_REQUEST)
        .attributeDefinitions(
            AttributeDefinition.builder()
                .attributeName(ItemLayout.DEFAULT_KEY)
                .attributeType(ScalarAttributeType.S)
                .build())
        .keySchema(
            KeySchemaElement.builder()
                .attributeName(ItemLayout.DEFAULT_KEY)
                .keyType(KeyType.HASH)
                .build())
        .build();
  }

  /** Asks until the table can be used. A table just made may not be seen yet. */
  private Future<TableDescription> ready(Optional<TableDescription> seen, int round) {
    TableStatus status = seen.map(TableDescription::tableStatus).orElse(TableStatus.CREATING);
    return switch (status) {
      case ACTIVE, UPDATING -> Future.succeededFuture(seen.orElseThrow());
      case CREATING ->
          operation
              .pause(round, "the table " + address.table() + " is still being made")
              .compose(again -> described())
              .compose(found -> ready(found, round + 1));
      default -> refused("the table " + address.table() + " is " + status);
    };
  }

  private Future<String> expiryAttribute() {
    return expiry()
        .compose(
            found -> {
              if (isOn(found)) {
                return Future.succeededFuture(found.attributeName());
              }
              return found.timeToLiveStatus() == TimeToLiveStatus.DISABLING || !address.create()
                  ? refused(
                      "expiry of the table "
                          + address.table()
                          + " is "
                          + found.timeToLiveStatusAsString()
                          + "; switch it on, on the attribute "
                          + ItemLayout.DEFAULT_TTL)
                  : expirySwitchedOn();
            });
  }

  private Future<TimeToLiveDescription> expiry() {
    return operation
        .send(client -> client.describeTimeToLive(ask -> ask.tableName(address.table())))
        .map(answer -> answer.timeToLiveDescription());
  }

  private Future<String> expirySwitchedOn() {
    return operation
        .send(
            client ->
                client.updateTimeToLive(
                    update ->
                        update
                            .tableName(address.table())
                            .timeToLiveSpecification(
                                ttl -> ttl.enabled(true).attributeName(ItemLayout.DEFAULT_TTL))))
        .map(done -> ItemLayout.DEFAULT_TTL)
        .recover(
            failure ->
                // someone else may have done it at the same time
                isA(AwsServiceException.class, failure)
                    ? expiry()
                        .compose(
                            found ->
                                isOn(found)
                                    ? Future.succeededFuture(found.attributeName())
                                    : Future.failedFuture(failure))
                    : Future.failedFuture(failure));
  }

  private static boolean isOn(TimeToLiveDescription found) {
    return found.timeToLiveStatus() == TimeToLiveStatus.ENABLED
        || found.timeToLiveStatus() == TimeToLiveStatus.ENABLING;
  }

  private Future<ItemLayout> layout(TableDescription table, String ttl) {
    KeySchemaElement first = table.keySchema().get(0);
    boolean isText =
        table.attributeDefinitions().stream()
            .anyMatch(
                attribute ->
                    attribute.attributeName().equals(first.attributeName())
                        && attribute.attributeType() == ScalarAttributeType.S);
    if (table.keySchema().size() != 1 || !isText) {
      return refused(
          "the table " + address.table() + " must have one key, of type S, and no sort key");
    }
    var layout = new ItemLayout(first.attributeName(), address.valueAttribute(), ttl);
    return layout
        .clash()
        .<Future<ItemLayout>>map(
            name -> refused("the table " + address.table() + " uses " + name + " for itself"))
        .orElseGet(() -> Future.succeededFuture(layout));
  }

  private <T> Future<T> refused(String reason) {
    return Future.failedFuture(operation.failure(Kind.REFUSED, reason, null));
  }

  private static boolean isA(Class<? extends Throwable> type, Throwable failure) {
    return failure instanceof StoreException && type.isInstance(failure.getCause());
  }
}
