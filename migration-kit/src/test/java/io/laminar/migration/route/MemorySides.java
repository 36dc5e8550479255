package io.laminar.migration.route;

import io.laminar.migration.store.MemoryStore;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Two servers in memory, each with the stores beside its data. */
public final class MemorySides implements Sides.Opener {

  private final Map<Side, Map<String, MemoryStore.Server>> serversBySide =
      new EnumMap<>(
          Map.of(Side.OLD, new ConcurrentHashMap<>(), Side.NEW, new ConcurrentHashMap<>()));

  private final MemoryQueue queue = new MemoryQueue();

  /** The server that holds a side's data. */
  public MemoryStore.Server data(Side side) {
    return server(side, "");
  }

  /** The server that holds what lies beside a side's data. */
  public MemoryStore.Server server(Side side, String beside) {
    return serversBySide.get(side).computeIfAbsent(beside, name -> new MemoryStore.Server());
  }

  /** Takes the data and all that lies beside it down. */
  public void takeDown(Side side) {
    server(side, "dirty");
    server(side, "checkpoint");
    data(side);
    serversBySide.get(side).values().forEach(MemoryStore.Server::takeDown);
  }

  public void heal(Side side) {
    serversBySide.get(side).values().forEach(MemoryStore.Server::heal);
  }

  @Override
  public Future<Store> open(Vertx vertx, Side side, String beside) {
    var store = new MemoryStore(vertx, server(side, beside), side + beside);
    return store.estimateSize().map(reachable -> store);
  }

  @Override
  public Future<WriteQueue> openQueue(Vertx vertx) {
    return Future.succeededFuture(queue);
  }

  @Override
  public Future<Supplier<Future<Void>>> takeQueue(Vertx vertx, Sides.Taker taker) {
    return Future.succeededFuture(queue.takeOn(vertx, taker));
  }
}
