package io.laminar.migration.engine;

import io.laminar.migration.couchbase.CouchbaseStore;
import io.laminar.migration.dynamodb.DynamoDbAddress;
import io.laminar.migration.dynamodb.DynamoDbStore;
import io.laminar.migration.memcached.MemcachedStore;
import io.laminar.migration.postgres.PostgresStore;
import io.laminar.migration.redis.RedisStore;
import io.laminar.migration.redshift.RedshiftStore;
import io.laminar.migration.store.Capabilities;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The engines there are: how their addresses begin, how their stores are opened, and what can be
 * said of them before that.
 */
public enum Engine {
  REDIS(false, "redis://", "rediss://") {
    @Override
    public Capabilities capabilities() {
      return RedisStore.CAPABILITIES;
    }

    @Override
    Future<Store> open(Vertx vertx, StoreAddress address, StoreLimits limits) {
      return RedisStore.open(
          vertx,
          new RedisStore.Options(
              address.uri(),
              address.namespace() + ":",
              address.format(),
              limits.deadline(),
              limits.maxInFlight(),
              limits.tombstoneLife(),
              address.listed()));
    }
  },

  MEMCACHED(false, "memcached://") {
    @Override
    public Capabilities capabilities() {
      return MemcachedStore.CAPABILITIES;
    }

    @Override
    Future<Store> open(Vertx vertx, StoreAddress address, StoreLimits limits) {
      return MemcachedStore.open(
          vertx,
          new MemcachedStore.Options(
              address.uri(),
              address.namespace() + ":",
              address.format(),
              limits.deadline(),
              limits.maxInFlight(),
              limits.tombstoneLife()));
    }
  },

  POSTGRES(true, "postgresql://", "postgres://") {
    @Override
    public Capabilities capabilities() {
      return PostgresStore.CAPABILITIES;
    }

    @Override
    Future<Store> open(Vertx vertx, StoreAddress address, StoreLimits limits) {
      return PostgresStore.open(
          vertx,
          new PostgresStore.Options(
              address.uri(),
              address.namespace(),
              limits.deadline(),
              limits.maxInFlight(),
              limits.tombstoneLife()));
    }
  },

  DYNAMODB(true, DynamoDbAddress.SCHEMES.toArray(String[]::new)) {
    @Override
    public Capabilities capabilities() {
      return DynamoDbStore.CAPABILITIES;
    }

    @Override
    void check(String uri, String namespace) {
      DynamoDbAddress.of(uri, namespace);
    }

    @Override
    String beside(String uri, String suffix) {
      return DynamoDbAddress.beside(uri, suffix);
    }

    @Override
    Future<Store> open(Vertx vertx, StoreAddress address, StoreLimits limits) {
      return DynamoDbStore.open(
          vertx,
          new DynamoDbStore.Options(
              DynamoDbAddress.of(address.uri(), address.namespace()),
              limits.deadline(),
              limits.maxInFlight(),
              limits.tombstoneLife()));
    }
  },

  COUCHBASE(false, "couchbase://", "couchbases://") {
    @Override
    public Capabilities capabilities() {
      return CouchbaseStore.CAPABILITIES;
    }

    @Override
    void check(String uri, String namespace) {
      CouchbaseStore.requireLegal(uri);
    }

    @Override
    Future<Store> open(Vertx vertx, StoreAddress address, StoreLimits limits) {
      return CouchbaseStore.open(
          vertx,
          new CouchbaseStore.Options(
              address.uri(),
              address.namespace() + ":",
              address.format(),
              limits.deadline(),
              limits.maxInFlight(),
              limits.tombstoneLife()));
    }
  },

  REDSHIFT(true, "redshift://") {
    @Override
    public Capabilities capabilities() {
      return RedshiftStore.CAPABILITIES;
    }

    @Override
    void check(String uri, String namespace) {
      RedshiftStore.requireLegal(uri);
    }

    /** What is set for stores that answer in milliseconds would be too soon for this one. */
    @Override
    Duration deadline(StoreLimits limits) {
      Duration shortest = RedshiftStore.SHORTEST_DEADLINE;
      return limits.deadline().compareTo(shortest) < 0 ? shortest : limits.deadline();
    }

    @Override
    Future<Store> open(Vertx vertx, StoreAddress address, StoreLimits limits) {
      return RedshiftStore.open(
          vertx,
          new RedshiftStore.Options(
              address.uri(),
              address.namespace(),
              deadline(limits),
              limits.maxInFlight(),
              limits.tombstoneLife()));
    }
  };

  private final boolean carriesVersions;
  private final List<String> schemes;

  /**
   * @param carriesVersions true if version and expiry have places of their own, whatever the format
   */
  Engine(boolean carriesVersions, String... schemes) {
    this.carriesVersions = carriesVersions;
    this.schemes = List.of(schemes);
  }

  /**
   * The engine that an address names.
   *
   * @throws IllegalArgumentException with how an address may begin
   */
  static Engine of(String uri) {
    return Arrays.stream(values())
        .filter(engine -> engine.schemes.stream().anyMatch(uri::startsWith))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a store's address must begin with "
                        + Arrays.stream(values())
                            .map(engine -> engine.schemes.get(0))
                            .collect(Collectors.joining(", "))
                        + "; was \""
                        + StoreAddress.masked(uri)
                        + "\""));
  }

  /** Its name, as people write it. */
  public String label() {
    return switch (this) {
      case REDIS -> "Redis";
      case MEMCACHED -> "Memcached";
      case POSTGRES -> "PostgreSQL";
      case DYNAMODB -> "DynamoDB";
      case COUCHBASE -> "Couchbase";
      case REDSHIFT -> "Redshift";
    };
  }

  /** How its addresses begin, such as {@code redis://}. */
  public List<String> schemes() {
    return schemes;
  }

  /**
   * What its adapter declares. A store that is open may know better, since it knows its server: see
   * {@link Store#capabilities}.
   */
  public abstract Capabilities capabilities();

  boolean carriesVersions() {
    return carriesVersions;
  }

  /**
   * Refuses an address that is wrong in what only this engine knows.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  void check(String uri, String namespace) {}

  /** Where a store beside this one is, if the namespace alone does not tell them apart. */
  String beside(String uri, String suffix) {
    return uri;
  }

  /** How long one of its operations may take. */
  Duration deadline(StoreLimits limits) {
    return limits.deadline();
  }

  /** Opens a store on the current context. */
  abstract Future<Store> open(Vertx vertx, StoreAddress address, StoreLimits limits);
}
