package io.laminar.migration.route;

import io.laminar.migration.store.Backoff;
import io.laminar.migration.store.Capabilities;
import io.laminar.migration.store.Capabilities.Feature;
import io.laminar.migration.store.Capabilities.Support;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.Weather;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A store whose server was away when a process began that can begin without it: every operation
 * fails at once as unreachable, never pretends to have happened, and the store is opened as soon as
 * that works. From then on it is that store. Belongs to the context that it was made on; {@link
 * #weather} and {@link #name} may be asked by any thread.
 */
final class AwaitedStore implements Store {

  private final Vertx vertx;
  private final Context context;
  private final String placeholder;
  private final Supplier<Future<Store>> opening;
  private final Backoff backoff = Backoff.withJitter();
  private volatile Store store; // null while it is away
  private volatile Weather away;
  private Future<Void> attempt;
  private boolean closed;

  /**
   * @param placeholder its name until it is there
   * @param opening opens it on the current context
   * @param failure of the first attempt
   */
  AwaitedStore(
      Vertx vertx, String placeholder, Supplier<Future<Store>> opening, Throwable failure) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.placeholder = placeholder;
    this.opening = opening;
    this.attempt = Future.failedFuture(failure);
    missed(failure);
  }

  /** Done if it is there; else tries to open it now, and fails as that does. */
  Future<Void> there() {
    if (store != null) {
      return Future.succeededFuture();
    }
    if (attempt.isComplete()) {
      attempt = opening.get().compose(this::take);
    }
    return attempt;
  }

  private Future<Void> take(Store opened) {
    if (closed) {
      return opened.close();
    }
    store = opened;
    return Future.succeededFuture();
  }

  private void missed(Throwable failure) {
    away =
        new Weather(
            Weather.State.BAD, true, 0, 0, 0, 0, "not connected yet: " + failure.getMessage());
    backoff.then(vertx, context, this::tryAgain);
  }

  private void tryAgain() {
    if (!closed && store == null) {
      there().onFailure(this::missed);
    }
  }

  private <T> Future<T> on(String operation, Function<Store, Future<T>> call) {
    Store there = store;
    return there == null
        ? Future.failedFuture(
            new StoreException(
                StoreException.Kind.UNREACHABLE,
                placeholder,
                operation,
                away.why() + "; connects by itself",
                null))
        : call.apply(there);
  }

  @Override
  public String name() {
    Store there = store;
    return there == null ? placeholder : there.name();
  }

  @Override
  public Future<Entry> get(String key) {
    return on("get", there -> there.get(key));
  }

  @Override
  public Future<List<Entry>> getAll(List<String> keys) {
    return on("get", there -> there.getAll(keys));
  }

  @Override
  public Future<Boolean> putIfNewer(String key, Entry entry) {
    return on("put", there -> there.putIfNewer(key, entry));
  }

  @Override
  public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    return on("put", there -> there.putAllIfNewer(entries));
  }

  @Override
  public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
    return on("compare-and-set", there -> there.compareAndSet(key, expected, next));
  }

  @Override
  public Future<Long> add(String key, long delta, String operationId, long version) {
    return on("add", there -> there.add(key, delta, operationId, version));
  }

  @Override
  public Future<Boolean> purge(String key, long version) {
    return on("purge", there -> there.purge(key, version));
  }

  @Override
  public Future<List<String>> ranges(int wanted) {
    return on("ranges", there -> there.ranges(wanted));
  }

  @Override
  public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
    return on("scan", there -> there.scan(range, cursor, sinceVersion, limit));
  }

  @Override
  public Future<Integer> sweep(int limit) {
    return on("sweep", there -> there.sweep(limit));
  }

  @Override
  public Future<Long> estimateSize() {
    return on("estimate", Store::estimateSize);
  }

  /** Nothing at all while it is away. */
  @Override
  public Capabilities capabilities() {
    Store there = store;
    if (there != null) {
      return there.capabilities();
    }
    return new Capabilities(
        placeholder,
        Arrays.stream(Feature.values())
            .collect(Collectors.toMap(each -> each, each -> Support.none(away.why()))),
        0,
        0);
  }

  /** Bad, and with an open circuit, while it is away. */
  @Override
  public Weather weather() {
    Store there = store;
    return there == null ? away : there.weather();
  }

  @Override
  public Future<Void> close() {
    closed = true;
    return store == null ? Future.succeededFuture() : store.close();
  }
}
