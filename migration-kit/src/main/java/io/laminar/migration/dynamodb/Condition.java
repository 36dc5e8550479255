package io.laminar.migration.dynamodb;

import io.laminar.migration.store.Entry;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A {@code ConditionExpression} or {@code FilterExpression} with the names and values that it uses:
 * DynamoDB refuses any that an expression does not use.
 */
record Condition(String expression, Map<String, String> names, Map<String, AttributeValue> values) {

  /**
   * What is there is older than {@code version}, or nothing is.
   *
   * <p>An item without a version is an old system's, and of version 0; but only if it has a value,
   * so that an item of another kind is not overwritten.
   */
  static Condition olderThan(ItemLayout layout, long version) {
    var condition =
        new Building().name("#k", layout.key()).text("attribute_not_exists(#k) OR #v < :v");
    condition.name("#v", ItemLayout.VERSION).value(":v", ItemLayout.number(version));
    if (version > Entry.LEGACY_VERSION) {
      condition
          .text(" OR (attribute_not_exists(#v) AND ")
          .text("(attribute_type(#d, :binary) OR attribute_type(#d, :text)))")
          .name("#d", layout.value())
          .value(":binary", AttributeValue.fromS("B"))
          .value(":text", AttributeValue.fromS("S"));
    }
    return condition.done();
  }

  /** Exactly this entry is there, which is not {@link Entry#ABSENT}. */
  static Condition same(ItemLayout layout, Entry entry) {
    var condition = ofVersion(layout, entry.version());
    if (entry.tombstone()) {
      return condition.text(" AND attribute_exists(#t)").name("#t", ItemLayout.TOMBSTONE).done();
    }
    condition
        .text(" AND attribute_not_exists(#t) AND (#d = :d")
        .name("#t", ItemLayout.TOMBSTONE)
        .name("#d", layout.value())
        .value(":d", ItemLayout.binary(entry.value()));
    Optional<String> asText = textOf(entry.value());
    if (entry.version() == Entry.LEGACY_VERSION && asText.isPresent()) {
      condition.text(" OR #d = :text").value(":text", AttributeValue.fromS(asText.get()));
    }
    return condition.text(")").done();
  }

  /** Nothing is there, or what is there has expired and is not newer than {@code version}. */
  static Condition nothing(ItemLayout layout, long version, long nowMillis) {
    return new Building()
        .text("attribute_not_exists(#k) OR ((attribute_not_exists(#v) OR #v <= :v) AND ")
        .text("(#x <= :now OR (attribute_not_exists(#x) AND attribute_not_exists(#v)")
        .text(" AND attribute_not_exists(#t) AND #ttl BETWEEN :one AND :second)))")
        .name("#k", layout.key())
        .name("#v", ItemLayout.VERSION)
        .name("#x", ItemLayout.EXPIRES)
        .name("#t", ItemLayout.TOMBSTONE)
        .name("#ttl", layout.ttl())
        .value(":v", ItemLayout.number(version))
        .value(":now", ItemLayout.number(nowMillis))
        .value(":one", ItemLayout.number(1))
        .value(":second", ItemLayout.number(nowMillis / 1000))
        .done();
  }

  /** An entry of this version is there. */
  static Condition version(ItemLayout layout, long version) {
    return ofVersion(layout, version).done();
  }

  /** For a scan: of this version or newer. */
  static Condition since(ItemLayout layout, long version) {
    return new Building()
        .text("#v >= :v")
        .name("#v", ItemLayout.VERSION)
        .value(":v", ItemLayout.number(version))
        .done();
  }

  private static Building ofVersion(ItemLayout layout, long version) {
    var condition =
        new Building().name("#v", ItemLayout.VERSION).value(":v", ItemLayout.number(version));
    return version == Entry.LEGACY_VERSION
        ? condition
            .text("attribute_exists(#k) AND (attribute_not_exists(#v) OR #v = :v)")
            .name("#k", layout.key())
        : condition.text("#v = :v");
  }

  /** Bytes as the text they are, if they are text. */
  private static Optional<String> textOf(Buffer bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes())).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static final class Building {
    private final StringBuilder expression = new StringBuilder();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, AttributeValue> values = new HashMap<>();

    Building text(String part) {
      expression.append(part);
      return this;
    }

    Building name(String placeholder, String name) {
      names.put(placeholder, name);
      return this;
    }

    Building value(String placeholder, AttributeValue value) {
      values.put(placeholder, value);
      return this;
    }

    Condition done() {
      return new Condition(expression.toString(), names, values);
    }
  }
}
