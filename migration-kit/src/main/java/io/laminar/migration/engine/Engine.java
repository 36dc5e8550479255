package io.laminar.migration.engine;

import io.laminar.migration.dynamodb.DynamoDbAddress;
import io.laminar.migration.dynamodb.DynamoDbStore;
import io.laminar.migration.postgres.PostgresStore;
import io.laminar.migration.redis.RedisStore;
import io.laminar.migration.store.Capabilities;
import java.util.List;

/**
 * An engine that has an adapter, and what can be said of it before a store is opened. A store that
 * is open may know better: see {@link io.laminar.migration.store.Store#capabilities}.
 */
public enum Engine {
  REDIS(StoreAddress.REDIS, RedisStore.CAPABILITIES),
  POSTGRES(StoreAddress.POSTGRES, PostgresStore.CAPABILITIES),
  DYNAMODB(DynamoDbAddress.SCHEMES, DynamoDbStore.CAPABILITIES);

  private final List<String> schemes;
  private final Capabilities capabilities;

  Engine(List<String> schemes, Capabilities capabilities) {
    this.schemes = schemes;
    this.capabilities = capabilities;
  }

  /** How its addresses begin, such as {@code redis://}. */
  public List<String> schemes() {
    return schemes;
  }

  /** What its adapter declares. */
  public Capabilities capabilities() {
    return capabilities;
  }
}
