package io.laminar.migration.engine;

import io.laminar.migration.codec.Format;
import io.laminar.migration.dynamodb.DynamoDbAddress;
import io.laminar.migration.dynamodb.DynamoDbStore;
import io.laminar.migration.postgres.PostgresStore;
import io.laminar.migration.redis.RedisStore;
import io.laminar.migration.store.Secrets;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where entries are: a server, a namespace on it, and the format that is written there.
 *
 * @param uri {@code redis://…}, {@code postgresql://…} or {@code dynamodb://…}
 * @param namespace separates stores on one server: Redis keys begin with it and a colon, in
 *     PostgreSQL it is the table, in DynamoDB too where the address names none
 * @param format what is written; both formats are always read. PostgreSQL and DynamoDB keep version
 *     and expiry beside the value either way
 */
public record StoreAddress(String uri, String namespace, Format format) {

  /** What a namespace may be called. */
  public static final Pattern LEGAL_NAMESPACE = Pattern.compile("[a-z][a-z0-9_]{0,39}");

  private static final List<String> REDIS = List.of("redis://", "rediss://");
  private static final List<String> POSTGRES = List.of("postgresql://", "postgres://");

  public StoreAddress {
    Objects.requireNonNull(format, "format");
    if (!isAny(REDIS, uri) && !isAny(POSTGRES, uri) && !isAny(DynamoDbAddress.SCHEMES, uri)) {
      throw new IllegalArgumentException(
          "a store's address must begin with redis://, postgresql:// or dynamodb://, was \""
              + Secrets.masked(uri)
              + "\"");
    }
    if (!LEGAL_NAMESPACE.matcher(namespace).matches()) {
      throw new IllegalArgumentException(
          "a namespace must match " + LEGAL_NAMESPACE.pattern() + ", was \"" + namespace + "\"");
    }
    if (isAny(DynamoDbAddress.SCHEMES, uri)) {
      DynamoDbAddress.of(uri, namespace);
    }
  }

  /** Opens the store on the current context; fails if the server cannot be reached. */
  public Future<Store> open(Vertx vertx, StoreLimits limits) {
    if (isAny(DynamoDbAddress.SCHEMES, uri)) {
      return DynamoDbStore.open(
          vertx,
          new DynamoDbStore.Options(
              DynamoDbAddress.of(uri, namespace),
              limits.deadline(),
              limits.maxInFlight(),
              limits.tombstoneLife()));
    }
    return isAny(REDIS, uri)
        ? RedisStore.open(
            vertx,
            new RedisStore.Options(
                uri,
                namespace + ":",
                format,
                limits.deadline(),
                limits.maxInFlight(),
                limits.tombstoneLife()))
        : PostgresStore.open(
            vertx,
            new PostgresStore.Options(
                uri, namespace, limits.deadline(), limits.maxInFlight(), limits.tombstoneLife()));
  }

  /** True if what is written here carries the version that concurrent writes are ordered by. */
  public boolean carriesVersions() {
    return format == Format.ENVELOPE || isAny(POSTGRES, uri) || isAny(DynamoDbAddress.SCHEMES, uri);
  }

  /**
   * The same server, another namespace; always in the envelope format, since only the kit uses it.
   */
  public StoreAddress beside(String suffix) {
    String there = isAny(DynamoDbAddress.SCHEMES, uri) ? DynamoDbAddress.beside(uri, suffix) : uri;
    return new StoreAddress(there, namespace + "_" + suffix, Format.ENVELOPE);
  }

  @Override
  public String toString() {
    return Secrets.masked(uri)
        + " "
        + namespace
        + " ("
        + format.name().toLowerCase(java.util.Locale.ROOT)
        + ")";
  }

  private static boolean isAny(List<String> schemes, String uri) {
    return schemes.stream().anyMatch(uri::startsWith);
  }
}
