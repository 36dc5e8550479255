package io.laminar.migration.simulation;

import io.laminar.migration.store.Capabilities;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Keys;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A loop's store on a {@link SimServer}: requests and answers travel, overtake each other, and get
 * lost; after the deadline an operation fails although it may have happened.
 */
final class SimStore implements Store {

  static final long DEADLINE_NANOS = 50_000_000;
  private static final int MAX_ROUNDS = 16;

  private final SimLoop loop;
  private final SimServer server;
  private final Capabilities capabilities;
  private boolean closed;

  SimStore(SimLoop loop, SimServer server) {
    this.loop = loop;
    this.server = server;
    Map<Capabilities.Feature, Capabilities.Support> all = new EnumMap<>(Capabilities.Feature.class);
    for (Capabilities.Feature feature : Capabilities.Feature.values()) {
      all.put(feature, Capabilities.Support.by("simulated"));
    }
    this.capabilities =
        new Capabilities("simulated", all, Keys.MAX_BYTES, server.engine().maxValueBytes());
  }

  @Override
  public String name() {
    return server.name();
  }

  @Override
  public Future<Entry> get(String key) {
    return getAll(List.of(key)).map(entries -> entries.get(0));
  }

  @Override
  public Future<List<Entry>> getAll(List<String> keys) {
    return checked(keys, () -> trip("get", () -> keys.stream().map(server::read).toList()));
  }

  @Override
  public Future<Boolean> putIfNewer(String key, Entry entry) {
    return putAllIfNewer(List.of(new KeyedEntry(key, entry))).map(written -> written.get(0));
  }

  @Override
  public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    try {
      entries.forEach(keyed -> capabilities.requireFits(keyed.key(), keyed.entry()));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    List<Future<Boolean>> puts = new ArrayList<>();
    for (KeyedEntry keyed : entries) {
      puts.add(
          server.engine().conditionalPut()
              ? trip("put", () -> server.putIfNewer(keyed.key(), keyed.entry()))
              : putInRounds(keyed.key(), keyed.entry(), 1));
    }
    return Future.join(puts).map(all -> all.<Boolean>list());
  }

  /** Writes whatever is there: what no adapter does, for {@link Mutant}s. */
  Future<List<Boolean>> overwrite(List<KeyedEntry> entries) {
    return trip(
        "put",
        () -> {
          entries.forEach(keyed -> server.put(keyed.key(), keyed.entry()));
          return entries.stream().map(keyed -> true).toList();
        });
  }

  private Future<Boolean> putInRounds(String key, Entry entry, int round) {
    return trip("put", () -> server.entries().getOrDefault(key, Entry.ABSENT))
        .compose(
            there -> {
              if (there.version() >= entry.version()) {
                return Future.succeededFuture(false);
              }
              return trip("put", () -> replace(key, there, entry))
                  .compose(
                      replaced -> {
                        if (replaced) {
                          return Future.succeededFuture(true);
                        }
                        return round < MAX_ROUNDS
                            ? putInRounds(key, entry, round + 1)
                            : Future.failedFuture(failure(Kind.OVERLOADED, "put", "contention"));
                      });
            });
  }

  private boolean replace(String key, Entry seen, Entry next) {
    if (server.entries().getOrDefault(key, Entry.ABSENT) != seen) {
      return false;
    }
    server.put(key, next);
    return true;
  }

  @Override
  public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
    try {
      expected.requireNotAfter(next);
      capabilities.requireFits(key, next);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return trip("compare and set", () -> server.compareAndSet(key, expected, next));
  }

  @Override
  public Future<Boolean> purge(String key, long version) {
    return checked(List.of(key), () -> trip("purge", () -> server.purge(key, version)));
  }

  @Override
  public Future<List<String>> ranges(int wanted) {
    List<String> ranges = new ArrayList<>();
    for (int i = 0; i < wanted; i++) {
      ranges.add(i + "/" + wanted);
    }
    return trip("ranges", () -> ranges);
  }

  @Override
  public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
    return trip("scan", () -> page(range, cursor, sinceVersion, limit));
  }

  private Page page(String range, String cursor, long sinceVersion, int limit) {
    List<String> keys = keysAfter(range, cursor);
    List<KeyedEntry> found = new ArrayList<>();
    String last = "";
    for (String key : keys) {
      if (found.size() == limit) {
        return new Page(found, last);
      }
      last = position(key);
      Entry entry = server.read(key);
      if (entry.isPresent() && entry.version() >= sinceVersion) {
        found.add(new KeyedEntry(key, entry));
      }
    }
    return new Page(found, "");
  }

  private List<String> keysAfter(String range, String cursor) {
    String[] part = range.split("/");
    int index = Integer.parseInt(part[0]);
    int of = Integer.parseInt(part[1]);
    if (cursor.isEmpty()) {
      server.list(range);
    }
    var source =
        server.engine().scan() == EngineModel.Scan.LISTED
            ? server.listed(range)
            : server.entries().keySet();
    return source.stream()
        .filter(key -> Math.floorMod(key.hashCode(), of) == index)
        .filter(key -> cursor.isEmpty() || position(key).compareTo(from(cursor)) > 0)
        .sorted(Comparator.comparing(this::position))
        .toList();
  }

  /** Where a key lies in the order of scans. */
  private String position(String key) {
    return server.engine().scan() == EngineModel.Scan.HASHED
        ? String.format("%08x%s", key.hashCode() * 0x9E3779B9, key)
        : key;
  }

  /** Once in a while the table was resized, and the scan goes over some keys again. */
  private String from(String cursor) {
    boolean again = server.engine().scan() == EngineModel.Scan.HASHED && cursor.hashCode() % 7 == 0;
    return again ? cursor.substring(0, 7) : cursor;
  }

  @Override
  public Future<Integer> sweep(int limit) {
    return trip(
        "sweep",
        () -> {
          List<String> expired =
              server.entries().entrySet().stream()
                  .filter(mapping -> mapping.getValue().isExpired(server.millis()))
                  .limit(limit)
                  .map(Map.Entry::getKey)
                  .toList();
          expired.forEach(server.entries()::remove);
          return expired.size();
        });
  }

  @Override
  public Future<Long> estimateSize() {
    return trip("estimate", () -> (long) server.entries().size());
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  /** Every loop notices at another time that a server does worse, or well again. */
  @Override
  public Future<Void> close() {
    closed = true;
    return Future.succeededFuture();
  }

  private <T> Future<T> checked(List<String> keys, Supplier<Future<T>> operation) {
    try {
      keys.forEach(key -> Keys.requireLegal(key, 0));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return operation.get();
  }

  /** A request to the server and its answer. */
  private <T> Future<T> trip(String operation, Supplier<T> atServer) {
    if (closed) {
      return Future.failedFuture(failure(Kind.UNREACHABLE, operation, "the store is closed"));
    }
    Promise<T> promise = Promise.promise();
    Timeline timeline = server.timeline();
    SimProcess process = loop.process();
    timeline.after(
        DEADLINE_NANOS,
        process,
        () -> promise.tryFail(failure(Kind.LATE, operation, "no answer in time")));
    if (!server.isReachableFrom(process)) {
      timeline.after(
          server.wayNanos(),
          process,
          () -> promise.tryFail(failure(Kind.UNREACHABLE, operation, "down")));
      return promise.future();
    }
    if (!server.loses()) {
      timeline.after(server.wayNanos(), null, () -> arrive(operation, atServer, promise));
    }
    return promise.future();
  }

  private <T> void arrive(String operation, Supplier<T> atServer, Promise<T> promise) {
    SimProcess process = loop.process();
    if (!server.isReachableFrom(process)) {
      return;
    }
    boolean refused = server.refuses(loop.isForJobs());
    T answer = refused ? null : atServer.get();
    if (server.loses()) {
      return;
    }
    server
        .timeline()
        .after(
            server.wayNanos(),
            process,
            () -> {
              if (refused) {
                promise.tryFail(failure(Kind.OVERLOADED, operation, "too much at once"));
              } else {
                promise.tryComplete(answer);
              }
            });
  }

  private StoreException failure(Kind kind, String operation, String reason) {
    return new StoreException(kind, name(), operation, reason, null);
  }
}
