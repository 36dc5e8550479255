package io.laminar.migration.store;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The keys of a store as its server knows them: a prefix, then the key. What is not legal is
 * refused before anything is sent, as a failed future. Thread-safe.
 */
public final class KeySpace {

  /** Of a store that has a table to itself. */
  public static final KeySpace WHOLE = new KeySpace("");

  private final String prefix;
  private final int prefixBytes;

  /**
   * @param prefix of every key, such as {@code profile:}
   */
  public KeySpace(String prefix) {
    this.prefix = prefix;
    this.prefixBytes = Keys.utf8Length(prefix);
  }

  /**
   * The key as the server knows it.
   *
   * @throws IllegalArgumentException if some engine could not hold it
   */
  public String full(String key) {
    Keys.requireLegal(key, prefixBytes);
    return prefix.isEmpty() ? key : prefix + key;
  }

  /** The key as the store's callers know it. */
  public String keyOf(String fullKey) {
    return fullKey.substring(prefix.length());
  }

  /** An operation on one key. */
  public <T> Future<T> checked(String key, Function<String, Future<T>> operation) {
    try {
      return operation.apply(full(key));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
  }

  /** An operation on many keys, none of which is sent if one is not legal. */
  public <T> Future<T> checkedAll(List<String> keys, Supplier<Future<T>> operation) {
    return refusing(
        () -> {
          keys.forEach(this::full);
          return operation.get();
        });
  }

  /** An operation on many entries, none of which is sent if one is not legal or does not fit. */
  public <T> Future<T> checkedEntries(
      List<KeyedEntry> entries, Capabilities capabilities, Supplier<Future<T>> operation) {
    return refusing(
        () -> {
          for (KeyedEntry keyed : entries) {
            full(keyed.key());
            capabilities.requireFits(keyed.key(), keyed.entry());
          }
          return operation.get();
        });
  }

  /** An operation that may find out by itself that it must not be sent. */
  public static <T> Future<T> refusing(Supplier<Future<T>> operation) {
    try {
      return operation.get();
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
  }
}
