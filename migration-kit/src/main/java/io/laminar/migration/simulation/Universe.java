package io.laminar.migration.simulation;

import io.laminar.migration.route.Side;
import io.laminar.migration.route.Sides;
import io.laminar.migration.route.WriteQueue;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Servers, processes and loops of one run. */
final class Universe implements Sides.Opener {

  private final Timeline timeline;
  private final Map<Side, SimServer> dataBySide = new EnumMap<>(Side.class);
  private final Map<String, SimServer> besideByName = new TreeMap<>();
  private final Map<Vertx, SimLoop> loopByVertx = new IdentityHashMap<>();
  private final Mutant mutant;
  private final SimQueue queue;
  private final WeatherWatch weather;

  Universe(Timeline timeline, EngineModel old, EngineModel target, Mutant mutant) {
    this.timeline = timeline;
    this.mutant = mutant;
    this.queue = new SimQueue(timeline);
    this.weather = new WeatherWatch(timeline, mutant);
    dataBySide.put(Side.OLD, new SimServer("old", old, timeline));
    dataBySide.put(Side.NEW, new SimServer("new", target, timeline));
  }

  Timeline timeline() {
    return timeline;
  }

  /** Sees what processes think of the stores. */
  WeatherWatch weather() {
    return weather;
  }

  SimServer data(Side side) {
    return dataBySide.get(side);
  }

  /** A new event loop of a process. */
  SimLoop loop(SimProcess process) {
    return loop(process, false);
  }

  /** A new event loop for jobs. */
  SimLoop jobLoop(SimProcess process) {
    return loop(process, true);
  }

  private SimLoop loop(SimProcess process, boolean forJobs) {
    var loop = new SimLoop(process, forJobs);
    loopByVertx.put(loop.vertx(), loop);
    return loop;
  }

  @Override
  public Future<Store> open(Vertx vertx, Side side, String beside) {
    SimServer server = beside.isEmpty() ? data(side) : beside(side, beside);
    SimLoop loop = loopByVertx.get(vertx);
    var store = new SimStore(loop, server);
    Store spoiled = mutant.spoil(store, beside, loop.isForJobs());
    return store
        .estimateSize()
        .map(reachable -> beside.isEmpty() ? weather.watched(loop, spoiled) : spoiled);
  }

  @Override
  public Future<WriteQueue> openQueue(Vertx vertx) {
    return Future.succeededFuture(queue.of(loopByVertx.get(vertx)));
  }

  @Override
  public Future<Supplier<Future<Void>>> takeQueue(Vertx vertx, Sides.Taker taker) {
    return Future.succeededFuture(queue.take(loopByVertx.get(vertx), mutant.spoil(taker)));
  }

  /** A store on the same machine: it fails with the data, but is another place. */
  private SimServer beside(Side side, String beside) {
    return besideByName.computeIfAbsent(
        side + " " + beside, name -> new SimServer(name, data(side)));
  }
}
