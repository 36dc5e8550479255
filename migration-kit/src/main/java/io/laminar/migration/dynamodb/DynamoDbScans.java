package io.laminar.migration.dynamodb;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/**
 * Parallel scans. DynamoDB cuts the space of its keys' hashes into segments, so a key stays in its
 * segment however the table grows meanwhile.
 */
final class DynamoDbScans {

  /** As many as DynamoDB allows. */
  private static final int MAX_SEGMENTS = 1_000_000;

  private static final int SAMPLED_SEGMENTS = 1_000;
  private static final Pattern RANGE = Pattern.compile("(\\d{1,7})/(\\d{1,7})");

  private final String table;
  private final ItemLayout layout;

  DynamoDbScans(String table, ItemLayout layout) {
    this.table = table;
    this.layout = layout;
  }

  /**
   * A page as it came.
   *
   * @param nextCursor empty after the last page
   */
  record RawPage(List<Map<String, AttributeValue>> items, String nextCursor) {}

  static List<String> ranges(int wanted) {
    int segments = Math.max(1, Math.min(MAX_SEGMENTS, wanted));
    return IntStream.range(0, segments).mapToObj(i -> i + "/" + segments).toList();
  }

  /**
   * @throws IllegalArgumentException if there is no such range
   */
  Future<RawPage> page(
      DynamoDbLink.Operation operation, String range, String cursor, long sinceVersion, int limit) {
    ScanRequest.Builder scan = segment(range).limit(limit);
    if (!cursor.isEmpty()) {
      scan.exclusiveStartKey(layout.keyOf(cursor));
    }
    if (sinceVersion > 0) {
      Condition since = Condition.since(layout, sinceVersion);
      scan.filterExpression(since.expression())
          .expressionAttributeNames(since.names())
          .expressionAttributeValues(since.values());
    }
    ScanRequest request = scan.build();
    return operation
        .send(client -> client.scan(request))
        .map(answer -> new RawPage(answer.items(), cursorAfter(answer)));
  }

  /**
   * About how many items there are. DynamoDB counts them some four times a day; while it says none,
   * the first page is counted, and if that is not all, a thousandth of the table.
   */
  Future<Long> estimate(DynamoDbLink.Operation operation) {
    return operation
        .send(client -> client.describeTable(ask -> ask.tableName(table)))
        .compose(
            answer ->
                answer.table().itemCount() > 0
                    ? Future.succeededFuture(answer.table().itemCount())
                    : counted(operation));
  }

  private Future<Long> counted(DynamoDbLink.Operation operation) {
    return count(operation, "0/1")
        .compose(
            first ->
                first.hasLastEvaluatedKey()
                    ? count(operation, "0/" + SAMPLED_SEGMENTS)
                        .map(
                            sample ->
                                Math.max(first.count(), (long) sample.count() * SAMPLED_SEGMENTS))
                    : Future.succeededFuture((long) first.count()));
  }

  private Future<ScanResponse> count(DynamoDbLink.Operation operation, String range) {
    ScanRequest request = segment(range).select(Select.COUNT).build();
    return operation.send(client -> client.scan(request));
  }

  private ScanRequest.Builder segment(String range) {
    Matcher parts = RANGE.matcher(range);
    if (!parts.matches()) {
      throw noSuch(range);
    }
    int segment = Integer.parseInt(parts.group(1));
    int segments = Integer.parseInt(parts.group(2));
    if (segment >= segments || segments > MAX_SEGMENTS) {
      throw noSuch(range);
    }
    return ScanRequest.builder()
        .tableName(table)
        .consistentRead(true)
        .segment(segment)
        .totalSegments(segments);
  }

  private IllegalArgumentException noSuch(String range) {
    return new IllegalArgumentException(
        "dynamodb:" + table + ": no such range: " + range + ", must be such as 0/4");
  }

  private String cursorAfter(ScanResponse answer) {
    return answer.hasLastEvaluatedKey() && !answer.lastEvaluatedKey().isEmpty()
        ? layout.keyIn(answer.lastEvaluatedKey())
        : "";
  }
}
