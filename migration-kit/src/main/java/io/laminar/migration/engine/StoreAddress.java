package io.laminar.migration.engine;

import io.laminar.migration.codec.Format;
import io.laminar.migration.couchbase.CouchbaseStore;
import io.laminar.migration.dynamodb.DynamoDbAddress;
import io.laminar.migration.dynamodb.DynamoDbStore;
import io.laminar.migration.postgres.PostgresStore;
import io.laminar.migration.redis.RedisStore;
import io.laminar.migration.redshift.RedshiftStore;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where entries are: a server, a namespace on it, and the format that is written there.
 *
 * @param uri {@code redis://…}, {@code postgresql://…}, {@code dynamodb://…}, {@code couchbase://…}
 *     or {@code redshift://…}
 * @param namespace separates stores on one server: the keys of Redis and Couchbase begin with it
 *     and a colon, in PostgreSQL and Redshift it is the table, in DynamoDB too where the address
 *     names none
 * @param format what is written; both formats are always read. PostgreSQL, Redshift and DynamoDB
 *     keep version and expiry beside the value either way
 */
public record StoreAddress(String uri, String namespace, Format format) {

  /** What a namespace may be called. */
  public static final Pattern LEGAL_NAMESPACE = Pattern.compile("[a-z][a-z0-9_]{0,39}");

  private static final List<String> REDIS = List.of("redis://", "rediss://");
  private static final List<String> POSTGRES = List.of("postgresql://", "postgres://");
  private static final List<String> COUCHBASE = List.of("couchbase://", "couchbases://");
  private static final List<String> REDSHIFT = List.of("redshift://");
  private static final List<List<String>> ALL =
      List.of(REDIS, POSTGRES, DynamoDbAddress.SCHEMES, COUCHBASE, REDSHIFT);

  public StoreAddress {
    Objects.requireNonNull(format, "format");
    if (ALL.stream().noneMatch(schemes -> isAny(schemes, uri))) {
      throw new IllegalArgumentException(
          "a store's address must begin with one of "
              + ALL.stream().map(schemes -> schemes.get(0)).toList()
              + ", was \""
              + masked(uri)
              + "\"");
    }
    if (!LEGAL_NAMESPACE.matcher(namespace).matches()) {
      throw new IllegalArgumentException(
          "a namespace must match " + LEGAL_NAMESPACE.pattern() + ", was \"" + namespace + "\"");
    }
    if (isAny(DynamoDbAddress.SCHEMES, uri)) {
      DynamoDbAddress.of(uri, namespace);
    } else if (isAny(COUCHBASE, uri)) {
      CouchbaseStore.requireLegal(uri);
    } else if (isAny(REDSHIFT, uri)) {
      RedshiftStore.requireLegal(uri);
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
    if (isAny(COUCHBASE, uri)) {
      return CouchbaseStore.open(vertx, couchbase(limits));
    }
    if (isAny(REDSHIFT, uri)) {
      return RedshiftStore.open(vertx, redshift(limits));
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

  private CouchbaseStore.Options couchbase(StoreLimits limits) {
    return new CouchbaseStore.Options(
        uri,
        namespace + ":",
        format,
        limits.deadline(),
        limits.maxInFlight(),
        limits.tombstoneLife());
  }

  /** What is set for stores that answer in milliseconds would be too soon for this one. */
  private RedshiftStore.Options redshift(StoreLimits limits) {
    Duration shortest = RedshiftStore.SHORTEST_DEADLINE;
    return new RedshiftStore.Options(
        uri,
        namespace,
        limits.deadline().compareTo(shortest) < 0 ? shortest : limits.deadline(),
        limits.maxInFlight(),
        limits.tombstoneLife());
  }

  /** True if what is written here carries the version that concurrent writes are ordered by. */
  public boolean carriesVersions() {
    return format == Format.ENVELOPE
        || isAny(POSTGRES, uri)
        || isAny(REDSHIFT, uri)
        || isAny(DynamoDbAddress.SCHEMES, uri);
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
    return masked(uri)
        + " "
        + namespace
        + " ("
        + format.name().toLowerCase(java.util.Locale.ROOT)
        + ")";
  }

  private static String masked(String uri) {
    return uri.replaceFirst("//[^@/]*@", "//");
  }

  private static boolean isAny(List<String> schemes, String uri) {
    return schemes.stream().anyMatch(uri::startsWith);
  }
}
