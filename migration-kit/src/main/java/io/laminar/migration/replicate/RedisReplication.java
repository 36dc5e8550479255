package io.laminar.migration.replicate;

import static io.vertx.redis.client.Request.cmd;

import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.redis.RedisLink;
import io.laminar.migration.route.Side;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * {@code REPLICAOF} between two Redis servers, each of which holds the migration's entries and
 * nothing else: a replica takes over everything its master has, and is read-only altogether.
 *
 * <p>A replica refuses writes of everybody, so a write that was given up but reaches the former
 * master late is refused, or lost with what the replica throws away when it begins to follow; it
 * was never acknowledged. A master that was a replica of the other goes on in that one's history
 * ({@code PSYNC2}), so that the way back rarely needs a full copy.
 */
final class RedisReplication implements Replication {

  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final int MAX_IN_FLIGHT = 64;

  private final Map<Side, RedisServer> serverBySide = new EnumMap<>(Side.class);
  private final Map<Side, RedisLink> linkBySide = new EnumMap<>(Side.class);
  private final String namespace;
  private final BooleanSupplier permitted;

  RedisReplication(Vertx vertx, StoreAddress from, StoreAddress to, BooleanSupplier permitted) {
    this.namespace = from.namespace();
    this.permitted = permitted;
    add(vertx, Side.OLD, from);
    add(vertx, Side.NEW, to);
  }

  private void add(Vertx vertx, Side side, StoreAddress address) {
    serverBySide.put(side, RedisServer.of(address.uri()));
    linkBySide.put(side, RedisLink.open(vertx, address.uri(), DEADLINE, MAX_IN_FLIGHT));
  }

  @Override
  public Future<Void> check(boolean mayOverwrite) {
    return new RedisCheck(serverBySide, linkBySide, namespace, mayOverwrite).run();
  }

  @Override
  public Future<Void> follow(Side leader) {
    Side follower = leader.other();
    return release(leader)
        .compose(leads -> roleOf(follower))
        .compose(
            role ->
                role.follows(serverBySide.get(leader))
                    ? Future.succeededFuture()
                    : authenticate(follower, serverBySide.get(leader))
                        .compose(known -> replicaOf(follower, serverBySide.get(leader))));
  }

  @Override
  public Future<Standing> standing(Side leader) {
    return roleOf(leader.other())
        .compose(follower -> roleOf(leader).map(leads -> standing(leader, leads, follower)));
  }

  private Standing standing(Side leader, RedisRole leads, RedisRole follower) {
    if (!follower.follows(serverBySide.get(leader))) {
      return Standing.apart(leader.other() + " is no replica of " + leader + ", but " + follower);
    }
    if (follower.isCopying()) {
      return Standing.copying(follower.copyLeft());
    }
    if (!follower.isLinked()) {
      return Standing.apart(
          "the link of "
              + leader.other()
              + " to "
              + leader
              + " at "
              + serverBySide.get(leader).place()
              + " is down"
              + follower.downFor());
    }
    return leads.history().equals(follower.history())
        ? Standing.following(leads.written() - follower.applied())
        : Standing.apart(
            serverBySide.get(leader).place()
                + " is another server to "
                + leader.other()
                + " than to this process");
  }

  /** A master cannot refuse writes; the steps park them. */
  @Override
  public Future<Void> hold(Side leader) {
    return Future.succeededFuture();
  }

  @Override
  public Future<Long> position(Side leader) {
    return roleOf(leader).map(RedisRole::written);
  }

  @Override
  public Future<Boolean> reached(Side follower, long position) {
    return roleOf(follower)
        .map(
            role ->
                role.follows(serverBySide.get(follower.other()))
                    && role.isLinked()
                    && role.applied() >= position);
  }

  @Override
  public Future<Void> release(Side side) {
    return roleOf(side)
        .compose(
            role ->
                role.isReplica()
                    ? change(side, "lead", cmd(Command.REPLICAOF).arg("NO").arg("ONE"))
                    : Future.succeededFuture());
  }

  @Override
  public Future<Void> end() {
    return Future.join(detach(Side.OLD), detach(Side.NEW)).mapEmpty();
  }

  private Future<Void> detach(Side side) {
    RedisServer other = serverBySide.get(side.other());
    return roleOf(side)
        .compose(
            role ->
                role.follows(other)
                    ? change(side, "follow nobody", cmd(Command.REPLICAOF).arg("NO").arg("ONE"))
                    : Future.succeededFuture())
        .compose(
            free ->
                other.password().isEmpty()
                    ? Future.succeededFuture()
                    : set(side, "masterauth", "").compose(done -> set(side, "masteruser", "")));
  }

  @Override
  public Future<Void> close() {
    return Future.join(linkBySide.get(Side.OLD).close(), linkBySide.get(Side.NEW).close())
        .mapEmpty();
  }

  private Future<Void> authenticate(Side follower, RedisServer leader) {
    return leader.password().isEmpty()
        ? Future.succeededFuture()
        : set(follower, "masteruser", leader.user())
            .compose(user -> set(follower, "masterauth", leader.password()));
  }

  private Future<Void> set(Side side, String name, String value) {
    return change(side, "set " + name, cmd(Command.CONFIG).arg("SET").arg(name).arg(value));
  }

  private Future<Void> replicaOf(Side follower, RedisServer leader) {
    return change(
        follower,
        "follow " + leader.place(),
        cmd(Command.REPLICAOF).arg(leader.host()).arg(leader.port()));
  }

  private Future<RedisRole> roleOf(Side side) {
    return linkBySide
        .get(side)
        .send("ask for the role", cmd(Command.INFO).arg("replication"))
        .map(answer -> RedisRole.of(answer.toString()));
  }

  private Future<Void> change(Side side, String operation, Request request) {
    return permitted.getAsBoolean()
        ? linkBySide.get(side).send(operation, request).map((Response done) -> null)
        : Future.failedFuture(new NotPermittedException(operation));
  }
}
