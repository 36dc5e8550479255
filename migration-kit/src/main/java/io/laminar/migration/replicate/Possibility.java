package io.laminar.migration.replicate;

import io.laminar.migration.engine.Engine;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.postgres.PostgresLink;
import java.util.Objects;

/**
 * Whether servers can replicate between two addresses by themselves, as far as addresses tell; the
 * servers themselves are asked later, by {@link Replication#check}.
 *
 * @param why in words, either way
 */
public record Possibility(boolean isPossible, String why) {

  /** What two addresses tell. */
  public static Possibility of(StoreAddress from, StoreAddress to) {
    try {
      return judge(from, to);
    } catch (IllegalArgumentException e) {
      return no("an address is not one"); // without the text: it would show the password
    }
  }

  private static Possibility judge(StoreAddress from, StoreAddress to) {
    Engine engine = from.engine();
    if (engine != to.engine()) {
      return no(engine.label() + " and " + to.engine().label() + " do not follow each other");
    }
    if (engine != Engine.REDIS && engine != Engine.POSTGRES) {
      return no("the kit drives no replication of " + engine.label());
    }
    if (!from.namespace().equals(to.namespace())) {
      return no(
          "servers copy names as they are, and " + from.namespace() + " is not " + to.namespace());
    }
    if (from.format() != to.format()) {
      return no("servers copy bytes as they are, and the formats differ");
    }
    return engine == Engine.REDIS ? ofRedis(from, to) : ofPostgres(from, to);
  }

  /** Opens the replication between two addresses that can have one. */
  public static Replication.Opener opener(StoreAddress from, StoreAddress to) {
    return from.engine() == Engine.REDIS
        ? (vertx, permitted) -> new RedisReplication(vertx, from, to, permitted)
        : (vertx, permitted) -> new PostgresReplication(vertx, from, to, permitted);
  }

  private static Possibility ofRedis(StoreAddress from, StoreAddress to) {
    if (!from.uri().startsWith("redis://") || !to.uri().startsWith("redis://")) {
      return no("REPLICAOF is only driven without TLS");
    }
    RedisServer old = RedisServer.of(from.uri());
    RedisServer other = RedisServer.of(to.uri());
    if (old.place().equals(other.place())) {
      return no("both are on one server");
    }
    if (old.database() != other.database()) {
      return no("servers copy databases as they are, and the numbers differ");
    }
    return new Possibility(
        true, "both are Redis with one namespace: the servers follow each other by REPLICAOF");
  }

  private static Possibility ofPostgres(StoreAddress from, StoreAddress to) {
    var old = PostgresLink.optionsOf(from.uri());
    var other = PostgresLink.optionsOf(to.uri());
    boolean oneServer =
        Objects.equals(old.getHost(), other.getHost()) && old.getPort() == other.getPort();
    return oneServer
        ? no("both are on one server")
        : new Possibility(
            true,
            "both are PostgreSQL with one namespace: the servers follow each other by logical"
                + " replication");
  }

  private static Possibility no(String why) {
    return new Possibility(false, why);
  }
}
