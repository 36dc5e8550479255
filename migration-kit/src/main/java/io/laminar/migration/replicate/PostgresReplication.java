package io.laminar.migration.replicate;

import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.route.Side;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Logical replication between two PostgreSQL servers, of one table, in both directions at once.
 *
 * <p>Both directions run from the end of the first copy until the migration ends, so that nothing
 * has to be made while writes wait. Neither sends on what it got from the other ({@code origin =
 * none}). The table that follows is fenced by a trigger that refuses every write but those of the
 * replication: logical replication applies what it gets whatever the versions say, so a statement
 * that was given up and reaches the former leader late must not be let in. To put the fence up
 * waits for the statements that are under way.
 */
final class PostgresReplication implements Replication {

  private final Map<Side, PostgresServer> serverBySide = new EnumMap<>(Side.class);
  private final PostgresNames sql;

  PostgresReplication(Vertx vertx, StoreAddress from, StoreAddress to, BooleanSupplier permitted) {
    this.sql = new PostgresNames(from.namespace());
    serverBySide.put(Side.OLD, new PostgresServer(vertx, from.uri(), permitted));
    serverBySide.put(Side.NEW, new PostgresServer(vertx, to.uri(), permitted));
  }

  @Override
  public Future<Void> check(boolean mayOverwrite) {
    return new PostgresCheck(serverBySide, sql, mayOverwrite).run();
  }

  @Override
  public Future<Void> follow(Side leader) {
    Side follower = leader.other();
    return publish(leader)
        .compose(published -> publish(follower))
        .compose(published -> release(leader))
        .compose(leads -> usableSubscriptionOf(follower))
        .compose(
            there ->
                there.isEmpty()
                    ? begin(follower)
                    : hold(follower).compose(held -> goOn(follower, there.get())))
        .compose(begun -> subscriptionOf(follower))
        .compose(
            there ->
                there.isPresent() && there.get().getBoolean("ready")
                    ? beginBack(leader)
                    : Future.succeededFuture());
  }

  private Future<Void> publish(Side side) {
    return server(side).change("publish " + sql.table, sql.publish);
  }

  /** What an earlier attempt left is no base to go on from. */
  private Future<Void> begin(Side follower) {
    return release(follower)
        .compose(open -> server(follower).change("empty " + sql.table, sql.empty))
        .compose(emptied -> hold(follower))
        .compose(held -> subscribe(follower, true));
  }

  private Future<Void> goOn(Side follower, Row there) {
    return there.getBoolean("enabled")
        ? Future.succeededFuture()
        : server(follower).change("follow again", "ALTER SUBSCRIPTION " + sql.name + " ENABLE");
  }

  /** Nobody but the replication has written to the follower: the way back needs no copy. */
  private Future<Void> beginBack(Side leader) {
    return usableSubscriptionOf(leader)
        .compose(there -> there.isPresent() ? goOn(leader, there.get()) : subscribe(leader, false));
  }

  private Future<Void> subscribe(Side follower, boolean copies) {
    PostgresServer leader = server(follower.other());
    return leader
        .change("remove the slot of an earlier attempt", sql.endSlot)
        .compose(
            removed ->
                server(follower)
                    .change(
                        "follow " + leader.place(), sql.subscribe(leader.connection(), copies)));
  }

  @Override
  public Future<Standing> standing(Side leader) {
    return Future.all(
            subscriptionOf(leader.other()),
            subscriptionOf(leader),
            slotOf(leader),
            fenced(leader.other()))
        .map(
            all -> {
              Optional<Row> forth = all.resultAt(0);
              Optional<Row> back = all.resultAt(1);
              Optional<Row> slot = all.resultAt(2);
              boolean fenced = all.resultAt(3);
              Standing now = standing(leader, forth, back, slot);
              return fenced || now.state() != State.FOLLOWING
                  ? now
                  : Standing.copying(leader.other() + " does not refuse writes yet");
            });
  }

  private Standing standing(
      Side leader, Optional<Row> forth, Optional<Row> back, Optional<Row> slot) {
    if (forth.isEmpty() || slot.isEmpty()) {
      return Standing.apart(leader.other() + " has no subscription to " + leader);
    }
    if (slot.get().getString("wal").equals("lost")) {
      return Standing.apart(
          "the slot of " + leader + " was given up by its server (max_slot_wal_keep_size)");
    }
    String errors = errors(leader.other(), forth.get());
    if (!forth.get().getBoolean("ready")) {
      return Standing.copying(
          "first copy, " + forth.get().getLong("copied") + " rows in this round" + errors);
    }
    if (!slot.get().getBoolean("active")) {
      return Standing.apart("the subscription of " + leader.other() + " is not connected" + errors);
    }
    return back.isEmpty()
        ? Standing.copying("the way back is not there yet")
        : Standing.following(slot.get().getLong("lag"));
  }

  private static String errors(Side follower, Row subscription) {
    long errors = subscription.getLong("errors");
    return errors == 0 ? "" : ", " + errors + " errors so far: see the log of " + follower;
  }

  @Override
  public Future<Void> hold(Side leader) {
    return fenced(leader)
        .compose(
            fenced ->
                fenced
                    ? Future.succeededFuture()
                    : server(leader).change("refuse writes to " + sql.table, sql.fence));
  }

  @Override
  public Future<Void> release(Side side) {
    return fenced(side)
        .compose(
            fenced ->
                fenced
                    ? server(side).change("take writes to " + sql.table, sql.unfence)
                    : Future.succeededFuture());
  }

  private Future<Boolean> fenced(Side side) {
    return server(side)
        .value("look for the fence of " + sql.table, sql.fenceState)
        .map("O"::equals);
  }

  @Override
  public Future<Long> position(Side leader) {
    return mark(leader);
  }

  @Override
  public Future<Boolean> reached(Side follower, long position) {
    // a commit there also writes to the disk what was applied before, as the leader waits for
    return mark(follower)
        .compose(marked -> slotOf(follower.other()))
        .map(slot -> slot.isPresent() && slot.get().getLong("confirmed") >= position);
  }

  private Future<Long> mark(Side side) {
    return server(side)
        .value(
            "mark a position",
            "SELECT (pg_logical_emit_message(true, 'laminar', '') - '0/0'::pg_lsn)::bigint")
        .map(lsn -> (Long) lsn);
  }

  @Override
  public Future<Void> end() {
    return Future.join(unsubscribe(Side.NEW), unsubscribe(Side.OLD))
        .transform(both -> Future.join(clean(Side.OLD), clean(Side.NEW)).<Void>mapEmpty());
  }

  private Future<Void> unsubscribe(Side side) {
    return subscriptionOf(side)
        .compose(
            there ->
                there.isEmpty()
                    ? Future.succeededFuture()
                    : server(side)
                        .change("follow nobody", sql.dropSubscription)
                        .recover(
                            away -> server(side).change("follow nobody", sql.giveSubscriptionUp)));
  }

  /** A slot that nobody reads keeps the server's log until the disk is full. */
  private Future<Void> clean(Side side) {
    return server(side)
        .change("remove the slot", sql.endSlot)
        .compose(ended -> server(side).change("remove publication and fence", sql.clean))
        .compose(cleaned -> Future.all(subscriptionOf(side), slotOf(side)))
        .compose(
            left -> {
              Optional<Row> subscription = left.resultAt(0);
              Optional<Row> slot = left.resultAt(1);
              return subscription.isEmpty() && slot.isEmpty()
                  ? Future.succeededFuture()
                  : Future.failedFuture(
                      new IllegalStateException(
                          server(side).place() + ": " + sql.name + " is still in use"));
            });
  }

  @Override
  public Future<Void> close() {
    return Future.join(server(Side.OLD).close(), server(Side.NEW).close()).mapEmpty();
  }

  /** One whose slot is gone lacks what was written since: it is given up. */
  private Future<Optional<Row>> usableSubscriptionOf(Side side) {
    return Future.all(subscriptionOf(side), slotOf(side.other()))
        .compose(
            both -> {
              Optional<Row> subscription = both.resultAt(0);
              Optional<Row> slot = both.resultAt(1);
              boolean usable = slot.isPresent() && !slot.get().getString("wal").equals("lost");
              return subscription.isEmpty() || usable
                  ? Future.succeededFuture(subscription)
                  : server(side)
                      .change("follow nobody", sql.giveSubscriptionUp)
                      .map(Optional.empty());
            });
  }

  private Future<Optional<Row>> subscriptionOf(Side side) {
    return first(side, "look for the subscription", sql.subscription);
  }

  private Future<Optional<Row>> slotOf(Side side) {
    return first(side, "look for the slot", sql.slot);
  }

  private Future<Optional<Row>> first(Side side, String operation, String query) {
    return server(side)
        .ask(operation, query)
        .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next()));
  }

  private PostgresServer server(Side side) {
    return serverBySide.get(side);
  }
}
