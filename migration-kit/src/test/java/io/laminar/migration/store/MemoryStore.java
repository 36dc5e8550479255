package io.laminar.migration.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A store in memory that passes the contract, so that what is built on stores can be tested without
 * servers. It answers in a later tick, as a server would, and can be made to fail or to hold a
 * call.
 */
public final class MemoryStore implements Store {

  /** What several connections to the same server share. */
  public static final class Server {
    private final ConcurrentNavigableMap<String, Entry> entryByKey = new ConcurrentSkipListMap<>();
    private volatile Fault fault = operation -> Future.succeededFuture();

    /** Decides what happens before each operation: succeed to let it through, fail to refuse it. */
    public void setFault(Fault fault) {
      this.fault = fault;
    }

    /** Lets everything through again. */
    public void heal() {
      setFault(operation -> Future.succeededFuture());
    }

    /** Makes every operation fail as a server does that is down. */
    public void takeDown() {
      setFault(
          operation ->
              Future.failedFuture(
                  new StoreException(
                      StoreException.Kind.UNREACHABLE, "memory", operation, "down", null)));
    }

    /** Everything, tombstones included. */
    public ConcurrentNavigableMap<String, Entry> entries() {
      return entryByKey;
    }
  }

  /** What happens before an operation. */
  public interface Fault {
    Future<Void> before(String operation);
  }

  private final Context context;
  private final Server server;
  private final String name;
  private boolean closed;

  public MemoryStore(Vertx vertx, Server server, String name) {
    this.context = vertx.getOrCreateContext();
    this.server = server;
    this.name = name;
  }

  @Override
  public String name() {
    return "memory:" + name;
  }

  @Override
  public Future<Entry> get(String key) {
    return getAll(List.of(key)).map(entries -> entries.get(0));
  }

  @Override
  public Future<List<Entry>> getAll(List<String> keys) {
    return later(
        "get",
        keys,
        () -> {
          long now = System.currentTimeMillis();
          List<Entry> entries = new ArrayList<>();
          for (String key : keys) {
            Entry entry = server.entryByKey.getOrDefault(key, Entry.ABSENT);
            entries.add(entry.isExpired(now) ? Entry.ABSENT : entry);
          }
          return entries;
        });
  }

  @Override
  public Future<Boolean> putIfNewer(String key, Entry entry) {
    return putAllIfNewer(List.of(new KeyedEntry(key, entry))).map(written -> written.get(0));
  }

  @Override
  public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    try {
      entries.forEach(keyed -> capabilities().requireFits(keyed.key(), keyed.entry()));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return later(
        "put",
        entries.stream().map(KeyedEntry::key).toList(),
        () -> {
          List<Boolean> written = new ArrayList<>();
          entries.forEach(keyed -> written.add(put(keyed)));
          return written;
        });
  }

  private boolean put(KeyedEntry keyed) {
    Entry entry = keyed.entry().settledAt(System.currentTimeMillis());
    var written = new AtomicBoolean();
    server.entryByKey.compute(
        keyed.key(),
        (key, there) -> {
          boolean newer = there == null || there.version() < entry.version();
          written.set(newer);
          return newer ? entry : there;
        });
    return written.get();
  }

  @Override
  public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
    try {
      expected.requireNotAfter(next);
      capabilities().requireFits(key, next);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return later(
        "compare and set",
        List.of(key),
        () -> {
          long now = System.currentTimeMillis();
          var set = new AtomicBoolean();
          server.entryByKey.compute(
              key,
              (same, there) -> {
                Entry seen = there == null || there.isExpired(now) ? Entry.ABSENT : there;
                set.set(
                    seen.version() == expected.version() && seen.value().equals(expected.value()));
                return set.get() ? next.settledAt(now) : there;
              });
          return set.get();
        });
  }

  @Override
  public Future<Boolean> purge(String key, long version) {
    return later(
        "purge",
        List.of(key),
        () -> {
          Entry there = server.entryByKey.get(key);
          return there != null
              && there.version() == version
              && server.entryByKey.remove(key, there);
        });
  }

  @Override
  public Future<List<String>> ranges(int wanted) {
    return later("ranges", List.of(), () -> List.of("all"));
  }

  @Override
  public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
    return later("scan", List.of(), () -> page(cursor, sinceVersion, limit));
  }

  private Page page(String cursor, long sinceVersion, int limit) {
    long now = System.currentTimeMillis();
    List<KeyedEntry> found = new ArrayList<>();
    for (var mapping : server.entryByKey.tailMap(cursor, false).entrySet()) {
      if (found.size() == limit) {
        return new Page(found, found.get(limit - 1).key());
      }
      if (!mapping.getValue().isExpired(now) && mapping.getValue().version() >= sinceVersion) {
        found.add(new KeyedEntry(mapping.getKey(), mapping.getValue()));
      }
    }
    return new Page(found, "");
  }

  @Override
  public Future<Integer> sweep(int limit) {
    return later(
        "sweep",
        List.of(),
        () -> {
          long now = System.currentTimeMillis();
          int before = server.entryByKey.size();
          server.entryByKey.values().removeIf(entry -> entry.isExpired(now));
          return before - server.entryByKey.size();
        });
  }

  @Override
  public Future<Long> estimateSize() {
    return later("estimate", List.of(), () -> (long) server.entryByKey.size());
  }

  @Override
  public Capabilities capabilities() {
    Map<Capabilities.Feature, Capabilities.Support> all = new EnumMap<>(Capabilities.Feature.class);
    for (Capabilities.Feature feature : Capabilities.Feature.values()) {
      all.put(feature, Capabilities.Support.by("a map in memory"));
    }
    return new Capabilities("memory", all, Keys.MAX_BYTES, 16 * 1024 * 1024);
  }

  @Override
  public Future<Void> close() {
    closed = true;
    return Future.succeededFuture();
  }

  private <T> Future<T> later(String operation, List<String> keys, Supplier<T> answer) {
    try {
      keys.forEach(key -> Keys.requireLegal(key, 0));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    if (closed) {
      return Future.failedFuture(
          new StoreException(
              StoreException.Kind.UNREACHABLE, name(), operation, "the store is closed", null));
    }
    Promise<T> promise = Promise.promise();
    server
        .fault
        .before(operation)
        .onComplete(
            allowed ->
                context.runOnContext(
                    here -> {
                      if (allowed.failed()) {
                        promise.fail(allowed.cause());
                      } else {
                        promise.complete(answer.get());
                      }
                    }));
    return promise.future();
  }
}
