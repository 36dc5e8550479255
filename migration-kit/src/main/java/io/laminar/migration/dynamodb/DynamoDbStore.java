package io.laminar.migration.dynamodb;

import io.laminar.migration.dynamodb.ItemLayout.WrongItemException;
import io.laminar.migration.store.Capabilities;
import io.laminar.migration.store.Capabilities.Feature;
import io.laminar.migration.store.Capabilities.Support;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeySpace;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Keys;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException.Kind;
import io.laminar.migration.store.TickJoiner;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * Entries as items of one table, laid out as {@link ItemLayout} says.
 *
 * <p>Look-ups of one event-loop tick travel as {@code BatchGetItem}s of up to 100 keys, always with
 * consistent reads. DynamoDB's batch write takes no conditions, so each put is a request of its
 * own, many at a time. DynamoDB removes expired items only some days later: until then reads leave
 * them out by their exact expiry. A range is {@code "segment/segments"} of a parallel scan, a
 * cursor the key that the page before ended with.
 */
public final class DynamoDbStore implements Store {

  private static final Duration SLOW = Duration.ofSeconds(30);

  /** Puts of one batch under way at once: half of the connections, the rest are for look-ups. */
  private static final int BATCH_WIDTH = DynamoDbConnection.MAX_CONNECTIONS / 2;

  /** What DynamoDB can do and hold, for the attributes that the adapter gives a table itself. */
  public static final Capabilities CAPABILITIES =
      capabilities(
          new ItemLayout(
              ItemLayout.DEFAULT_KEY,
              DynamoDbAddress.DEFAULT_VALUE_ATTRIBUTE,
              ItemLayout.DEFAULT_TTL));

  private final DynamoDbLink link;
  private final String table;
  private final ItemLayout layout;
  private final DynamoDbReads reads;
  private final DynamoDbScans scans;
  private final int batchWidth;
  private final long tombstoneMillis;
  private final LongSupplier nowMillis;
  private final Capabilities capabilities;
  private final TickJoiner<String, Map<String, AttributeValue>> gets;

  private DynamoDbStore(
      Vertx vertx, DynamoDbLink link, ItemLayout layout, String table, Options options) {
    this.link = link;
    this.table = table;
    this.layout = layout;
    this.reads = new DynamoDbReads(table, layout);
    this.scans = new DynamoDbScans(table, layout);
    this.batchWidth = Math.min(BATCH_WIDTH, options.maxInFlight());
    this.tombstoneMillis = options.tombstoneLife().toMillis();
    this.nowMillis = System::currentTimeMillis;
    this.capabilities = capabilities(layout);
    this.gets =
        new TickJoiner<>(
            vertx.getOrCreateContext(),
            DynamoDbReads.MAX_KEYS,
            keys -> reads.items(link.reading("get"), keys));
  }

  /**
   * What a store needs to know.
   *
   * @param address see {@link DynamoDbAddress}
   * @param deadline for one operation of the request path
   * @param maxInFlight requests that may wait for an answer
   * @param tombstoneLife how long a tombstone stays; must be longer than any migration
   */
  public record Options(
      DynamoDbAddress address, Duration deadline, int maxInFlight, Duration tombstoneLife) {}

  /** Opens a client on the current context and makes sure of the table. */
  public static Future<Store> open(Vertx vertx, Options options) {
    DynamoDbAddress address = options.address();
    return DynamoDbLink.open(vertx, address, options.deadline(), options.maxInFlight())
        .compose(
            link ->
                DynamoDbTable.prepare(link, address)
                    .<Store>map(
                        layout -> new DynamoDbStore(vertx, link, layout, address.table(), options))
                    .recover(failure -> link.close().transform(x -> Future.failedFuture(failure))));
  }

  private static Capabilities capabilities(ItemLayout layout) {
    return new Capabilities(
        "DynamoDB, tried with DynamoDB Local 2.6",
        Map.of(
            Feature.EXPIRY,
                Support.faked(
                    "reads leave expired items out at once; DynamoDB's TTL removes them within"
                        + " days, and until then they are stored, scanned and paid for"),
            Feature.CONDITIONAL_PUT,
                Support.by("PutItem with a ConditionExpression, one request per entry"),
            Feature.SCAN, Support.by("parallel Scan, consistent; pays for every item of the table"),
            Feature.COUNTER, Support.faked("compare-and-set loop: two round trips, more if raced"),
            Feature.CHANGE_STREAM, Support.none("DynamoDB Streams are not used by the adapter")),
        Keys.MAX_BYTES,
        layout.maxValueBytes());
  }

  @Override
  public String name() {
    return "dynamodb:" + table;
  }

  @Override
  public Future<Entry> get(String key) {
    return KeySpace.WHOLE.checked(key, legal -> gets.ask(legal).map(item -> entry("get", item)));
  }

  @Override
  public Future<List<Entry>> getAll(List<String> keys) {
    String operation = "read " + keys.size() + " keys";
    return KeySpace.WHOLE.checkedAll(
        keys,
        () ->
            reads
                .items(link.reading(operation), keys)
                .map(items -> items.stream().map(item -> entry(operation, item)).toList()));
  }

  @Override
  public Future<Boolean> putIfNewer(String key, Entry entry) {
    return putAllIfNewer(List.of(new KeyedEntry(key, entry))).map(written -> written.get(0));
  }

  @Override
  public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    DynamoDbLink.Operation operation = link.writing("put " + entries.size() + " entries");
    return KeySpace.WHOLE.checkedEntries(
        entries,
        capabilities,
        () -> Crew.work(entries, batchWidth, keyed -> put(operation, keyed)));
  }

  @Override
  public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
    return KeySpace.WHOLE.checked(
        key,
        legal -> {
          expected.requireNotAfter(next);
          capabilities.requireFits(key, next);
          Condition condition =
              expected.isPresent()
                  ? Condition.same(layout, expected)
                  : Condition.nothing(layout, next.version(), nowMillis.getAsLong());
          return link.writing("compare and set")
              .send(client -> client.putItem(written(legal, next, condition).build()))
              .map(true)
              .recover(DynamoDbStore::falseIfOtherwise);
        });
  }

  @Override
  public Future<Boolean> purge(String key, long version) {
    return KeySpace.WHOLE.checked(
        key,
        legal -> {
          Condition condition = Condition.version(layout, version);
          return link.writing("purge")
              .send(
                  client ->
                      client.deleteItem(
                          delete ->
                              delete
                                  .tableName(table)
                                  .key(layout.keyOf(legal))
                                  .conditionExpression(condition.expression())
                                  .expressionAttributeNames(condition.names())
                                  .expressionAttributeValues(condition.values())))
              .map(true)
              .recover(DynamoDbStore::falseIfOtherwise);
        });
  }

  @Override
  public Future<List<String>> ranges(int wanted) {
    return Future.succeededFuture(DynamoDbScans.ranges(wanted));
  }

  @Override
  public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
    DynamoDbLink.Operation operation = link.slow("scan", SLOW);
    try {
      return scans
          .page(operation, range, cursor, sinceVersion, limit)
          .map(
              page -> {
                List<KeyedEntry> found = new ArrayList<>(page.items().size());
                for (Map<String, AttributeValue> item : page.items()) {
                  Entry entry = entry("scan", item);
                  if (entry.isPresent()) {
                    found.add(new KeyedEntry(layout.keyIn(item), entry));
                  }
                }
                return new Page(found, page.nextCursor());
              });
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
  }

  @Override
  public Future<Integer> sweep(int limit) {
    return Future.succeededFuture(0);
  }

  @Override
  public Future<Long> estimateSize() {
    return scans.estimate(link.slow("estimate", SLOW));
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Future<Void> close() {
    return link.close();
  }

  private Future<Boolean> put(DynamoDbLink.Operation operation, KeyedEntry keyed) {
    Condition condition = Condition.olderThan(layout, keyed.entry().version());
    return operation
        .send(
            client ->
                client.putItem(
                    written(keyed.key(), keyed.entry(), condition)
                        .returnValuesOnConditionCheckFailure(
                            ReturnValuesOnConditionCheckFailure.ALL_OLD)
                        .build()))
        .map(true)
        .recover(
            failure ->
                failure instanceof ConditionalCheckFailedException otherwise
                    ? loses(operation, otherwise)
                    : Future.failedFuture(failure));
  }

  /** False, unless what is there is no entry and so could not be compared. */
  private Future<Boolean> loses(
      DynamoDbLink.Operation operation, ConditionalCheckFailedException otherwise) {
    try {
      if (otherwise.hasItem()) {
        layout.versionIn(otherwise.item());
      }
      return Future.succeededFuture(false);
    } catch (WrongItemException e) {
      return Future.failedFuture(operation.failure(Kind.REFUSED, e.getMessage(), e));
    }
  }

  private PutItemRequest.Builder written(String key, Entry given, Condition condition) {
    long now = nowMillis.getAsLong();
    return PutItemRequest.builder()
        .tableName(table)
        .item(layout.itemOf(key, given.settledAt(now), now + tombstoneMillis))
        .conditionExpression(condition.expression())
        .expressionAttributeNames(condition.names())
        .expressionAttributeValues(condition.values());
  }

  private static Future<Boolean> falseIfOtherwise(Throwable failure) {
    return failure instanceof ConditionalCheckFailedException
        ? Future.succeededFuture(false)
        : Future.failedFuture(failure);
  }

  private Entry entry(String operation, Map<String, AttributeValue> item) {
    try {
      return layout.entryAt(nowMillis.getAsLong(), item);
    } catch (WrongItemException e) {
      throw link.reading(operation).failure(Kind.REFUSED, e.getMessage(), e);
    }
  }
}
