package io.laminar.migration.proxy.keyspace;

import io.vertx.core.buffer.Buffer;

/**
 * What shall become of a key, decided from what is there, and what to answer then.
 *
 * @param <T> the answer
 */
public sealed interface Change<T> {

  /** The answer, once the change is made. */
  T answer();

  /** Everything stays. */
  record Keep<T>(T answer) implements Change<T> {}

  /**
   * A value.
   *
   * @param expiresAt milliseconds since the epoch, 0 = never; the past deletes
   */
  record Write<T>(Buffer value, long expiresAt, T answer) implements Change<T> {}

  /** Nothing. */
  record Remove<T>(T answer) implements Change<T> {}
}
