package io.laminar.migration.dynamodb;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.Keys;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How an entry is laid into an item.
 *
 * <table>
 *   <caption>attributes</caption>
 *   <tr><td>the table's partition key (S)<td>the key
 *   <tr><td>{@code d}, or as the address says (B)<td>the value; none in a tombstone
 *   <tr><td>{@code v} (N)<td>the version; none in an item that an old system left
 *   <tr><td>{@code x} (N)<td>the exact expiry in milliseconds since the epoch; none = never
 *   <tr><td>{@code t} (BOOL)<td>true in a tombstone; else none
 *   <tr><td>{@code ttl}, or what the table's expiry is on (N)<td>the second at which DynamoDB may
 *       remove the item, never before {@code x}; for a tombstone the end of its life
 * </table>
 *
 * <p>An old system's item may hold its value as text and its expiry in the table's expiry
 * attribute.
 *
 * @param key the name of the partition key
 * @param value the name of the value's attribute
 * @param ttl the name of the attribute that DynamoDB's expiry is on
 */
record ItemLayout(String key, String value, String ttl) {

  static final String VERSION = "v";
  static final String EXPIRES = "x";
  static final String TOMBSTONE = "t";
  static final String DEFAULT_KEY = "k";
  static final String DEFAULT_TTL = "ttl";

  /** What no other attribute may be called. */
  static final List<String> OWN_ATTRIBUTES =
      List.of(DEFAULT_KEY, VERSION, EXPIRES, TOMBSTONE, DEFAULT_TTL);

  /** The DynamoDB guide, "Constraints": 400 KB for an item, names of attributes included. */
  private static final int MAX_ITEM_BYTES = 400 * 1024;

  /** The same guide, "Item sizes": a number takes up to 21 bytes. */
  private static final int MAX_NUMBER_BYTES = 21;

  private static final AttributeValue TRUE = AttributeValue.fromBool(true);

  /** An item that is neither an entry nor something that one can be read from. */
  static final class WrongItemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongItemException(String message) {
      super(message, null, false, false);
    }
  }

  /** The largest value of which the item always fits, whatever its key, version and expiry. */
  int maxValueBytes() {
    int names =
        Keys.utf8Length(key)
            + Keys.utf8Length(value)
            + Keys.utf8Length(ttl)
            + VERSION.length()
            + EXPIRES.length();
    return MAX_ITEM_BYTES - names - Keys.MAX_BYTES - 3 * MAX_NUMBER_BYTES;
  }

  /** The name of an attribute that would have two meanings, if there is one. */
  Optional<String> clash() {
    List<String> names = List.of(key, value, ttl, VERSION, EXPIRES, TOMBSTONE);
    return names.stream()
        .filter(name -> names.indexOf(name) != names.lastIndexOf(name))
        .findFirst();
  }

  Map<String, AttributeValue> keyOf(String text) {
    return Map.of(key, AttributeValue.fromS(text));
  }

  /** The key of an item. */
  String keyIn(Map<String, AttributeValue> item) {
    return item.get(key).s();
  }

  /**
   * The item for an entry.
   *
   * @param tombstoneEnds when a tombstone may be removed, in milliseconds since the epoch
   */
  Map<String, AttributeValue> itemOf(String text, Entry entry, long tombstoneEnds) {
    Map<String, AttributeValue> item = new HashMap<>(8);
    item.put(key, AttributeValue.fromS(text));
    item.put(VERSION, number(entry.version()));
    if (entry.tombstone()) {
      item.put(TOMBSTONE, TRUE);
      item.put(ttl, number(secondAfter(tombstoneEnds)));
      return item;
    }
    item.put(value, binary(entry.value()));
    if (entry.expiresAt() != 0) {
      item.put(EXPIRES, number(entry.expiresAt()));
      item.put(ttl, number(secondAfter(entry.expiresAt())));
    }
    return item;
  }

  /**
   * The entry in an item; {@link Entry#ABSENT} for none and for one that has expired.
   *
   * @throws WrongItemException if the item holds something else
   */
  Entry entryAt(long nowMillis, Map<String, AttributeValue> item) {
    if (item == null || item.isEmpty()) {
      return Entry.ABSENT;
    }
    long version = numberIn(item, VERSION, Entry.LEGACY_VERSION);
    if (item.containsKey(TOMBSTONE)) {
      return Entry.tombstone(version);
    }
    Entry entry = Entry.of(valueIn(item), version, expiryIn(item, version));
    return entry.isExpired(nowMillis) ? Entry.ABSENT : entry;
  }

  /**
   * The version of an item.
   *
   * @throws WrongItemException if the item is not an entry
   */
  long versionIn(Map<String, AttributeValue> item) {
    long version = numberIn(item, VERSION, Entry.LEGACY_VERSION);
    if (!item.containsKey(TOMBSTONE)) {
      valueIn(item);
    }
    return version;
  }

  static AttributeValue number(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }

  static AttributeValue binary(Buffer bytes) {
    return AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(bytes.getBytes()));
  }

  private Buffer valueIn(Map<String, AttributeValue> item) {
    AttributeValue found = item.get(value);
    if (found != null && found.b() != null) {
      return Buffer.buffer(found.b().asByteArrayUnsafe());
    }
    if (found != null && found.s() != null) {
      return Buffer.buffer(found.s());
    }
    throw wrong(item, value, "binary or text", found);
  }

  private long numberIn(Map<String, AttributeValue> item, String name, long otherwise) {
    AttributeValue found = item.get(name);
    if (found == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(String.valueOf(found.n()));
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // a fraction, more than 64 bits, or no number at all: falls through
    }
    throw wrong(item, name, "a whole number of 0 or more", found);
  }

  private long expiryIn(Map<String, AttributeValue> item, long version) {
    boolean isLegacy = version == Entry.LEGACY_VERSION && !item.containsKey(EXPIRES);
    AttributeValue second = isLegacy ? item.get(ttl) : null;
    // DynamoDB, too, takes no notice of an expiry that is not a number
    return second == null || second.n() == null
        ? numberIn(item, EXPIRES, 0)
        : TimeOfLegacy.millis(second.n());
  }

  private WrongItemException wrong(
      Map<String, AttributeValue> item, String name, String allowed, AttributeValue found) {
    return new WrongItemException(
        "the attribute "
            + name
            + " of the item "
            + keyIn(item)
            + " must be "
            + allowed
            + ", was "
            + (found == null ? "not there" : "of type " + found.type()));
  }

  private static long secondAfter(long millis) {
    return millis / 1000 + (millis % 1000 == 0 ? 0 : 1);
  }

  /** Seconds since the epoch as an old system may have written them. */
  private static final class TimeOfLegacy {

    static long millis(String seconds) {
      try {
        return Math.max(0, Math.multiplyExact(Long.parseLong(seconds), 1000L));
      } catch (NumberFormatException | ArithmeticException e) {
        return 0; // neither does DynamoDB ever remove such an item
      }
    }
  }
}
