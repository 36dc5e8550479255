package io.laminar.migration.ladder;

import io.laminar.migration.replicate.Replication;
import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Side;
import io.laminar.migration.store.StoreException;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Two servers in memory that follow each other: a follower refuses writes, and gets what its leader
 * has whenever it is asked how far it is.
 */
public final class MemoryReplication implements Replication {

  private final MemorySides sides;
  final List<String> calls = new CopyOnWriteArrayList<>();
  private volatile Optional<Side> leader = Optional.empty();

  /** What is in the way. */
  volatile String obstacle = "";

  /** Followers that do not get on. */
  final Set<Side> stuck = EnumSet.noneOf(Side.class);

  /** Followers that cannot reach their leader. */
  final Set<Side> apart = EnumSet.noneOf(Side.class);

  public MemoryReplication(MemorySides sides) {
    this.sides = sides;
  }

  Optional<Side> leader() {
    return leader;
  }

  /** The follower forgets whom it followed, as a server does that was started anew. */
  void forget() {
    leader = Optional.empty();
    Set.of(Side.values()).forEach(side -> sides.data(side).heal());
  }

  @Override
  public Future<Void> check(boolean mayOverwrite) {
    calls.add("check, " + (mayOverwrite ? "again" : "first"));
    return obstacle.isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture(new IllegalStateException(obstacle));
  }

  @Override
  public Future<Void> follow(Side leads) {
    if (!leader.equals(Optional.of(leads))) {
      calls.add(leads.other() + " follows " + leads);
      leader = Optional.of(leads);
      sides.data(leads).heal();
      refuseWrites(leads.other());
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Standing> standing(Side leads) {
    if (!leader.equals(Optional.of(leads)) || apart.contains(leads.other())) {
      return Future.succeededFuture(Standing.apart("no link"));
    }
    copyFrom(leads);
    return Future.succeededFuture(Standing.following(0));
  }

  @Override
  public Future<Void> hold(Side leads) {
    calls.add(leads + " holds");
    refuseWrites(leads);
    return Future.succeededFuture();
  }

  @Override
  public Future<Long> position(Side leads) {
    return Future.succeededFuture(7L);
  }

  @Override
  public Future<Boolean> reached(Side follower, long position) {
    if (stuck.contains(follower)) {
      return Future.succeededFuture(false);
    }
    copyFrom(follower.other());
    return Future.succeededFuture(position == 7L);
  }

  @Override
  public Future<Void> release(Side side) {
    calls.add(side + " takes writes");
    sides.data(side).heal();
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> end() {
    calls.add("end");
    forget();
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  private void copyFrom(Side leads) {
    var target = sides.data(leads.other()).entries();
    target.keySet().retainAll(sides.data(leads).entries().keySet());
    target.putAll(sides.data(leads).entries());
  }

  private void refuseWrites(Side side) {
    sides
        .data(side)
        .setFault(
            operation ->
                operation.equals("put")
                    ? Future.failedFuture(
                        new StoreException(
                            StoreException.Kind.REFUSED,
                            side.toString(),
                            operation,
                            "read-only",
                            null))
                    : Future.succeededFuture());
  }
}
