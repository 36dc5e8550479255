package io.laminar.migration.weather;

import io.laminar.migration.store.Capabilities;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.laminar.migration.store.Weather;
import io.laminar.migration.weather.Gauge.End;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A store that knows how it does, and that is no longer asked while it does not answer.
 *
 * <p>Of the operations under way at once at most {@value #WATCHES} are watched to their end: under
 * load those of one tick travel together and share their fate, so the sample says the same as all
 * of them and costs an unwatched look-up a comparison. The watches are made beforehand. A store
 * that is bad is asked for one entry in each slice of the window, so that it becomes good again
 * also when nobody else asks it.
 *
 * <p>Failures that the store itself is the cause of count ({@link StoreException}); what is wrong
 * with the question does not. Only operations that got no answer open the circuit: a store that is
 * full still answers, and its readers must not suffer for its writers.
 */
public final class WatchedStore implements Store {

  /** How many operations are watched at once. */
  static final int WATCHES = 16;

  /** A legal key; whether anything is there does not matter. */
  private static final String PROBE_KEY = "laminar-weather";

  private final Store store;
  private final Vertx vertx;
  private final LongSupplier nanoTime;
  private final Duration window;
  private final Gauge gauge;
  private final Circuit circuit;
  private final Watch[] free = new Watch[WATCHES];
  private final long timer;
  private int freeCount;
  private boolean probing;
  private String lastSilence = "";

  private WatchedStore(
      Vertx vertx,
      Store store,
      String address,
      Duration deadline,
      WeatherLimits limits,
      LongSupplier nanoTime) {
    this.vertx = vertx;
    this.store = store;
    this.nanoTime = nanoTime;
    this.window = limits.window();
    this.gauge = new Gauge(limits, deadline);
    long sliceMillis = limits.window().toMillis() / Gauge.SLICES;
    this.circuit = new Circuit(address, sliceMillis);
    for (int i = 0; i < WATCHES; i++) {
      free[freeCount++] = new Watch();
    }
    this.timer = vertx.setPeriodic(sliceMillis, slice -> turn());
  }

  /**
   * Watches a store that was opened on the current context.
   *
   * @param address where it is, for messages: without user and password
   * @param deadline of one of its operations
   */
  public static Store of(
      Vertx vertx, Store store, String address, Duration deadline, WeatherLimits limits) {
    return of(vertx, store, address, deadline, limits, System::nanoTime);
  }

  /**
   * The same in another time.
   *
   * @param nanoTime monotonic
   */
  public static Store of(
      Vertx vertx,
      Store store,
      String address,
      Duration deadline,
      WeatherLimits limits,
      LongSupplier nanoTime) {
    return new WatchedStore(vertx, store, address, deadline, limits, nanoTime);
  }

  /** Sees one operation end; used again and again. */
  private final class Watch implements Completable<Object> {

    private boolean timed;
    private long begunNanos;

    void begin(boolean isTimed) {
      timed = isTimed;
      begunNanos = isTimed ? nanoTime.getAsLong() : 0;
    }

    @Override
    public void complete(Object answer, Throwable failure) {
      free[freeCount++] = this;
      if (failure != null && !(failure instanceof StoreException)) {
        return;
      }
      End end = endOf(failure);
      if (timed) {
        gauge.record(end, nanoTime.getAsLong() - begunNanos);
      } else {
        gauge.record(end);
      }
    }
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public Weather weather() {
    return gauge.reading();
  }

  @Override
  public Future<Entry> get(String key) {
    return circuit.isOpen() ? refused("get " + key) : timed(store.get(key));
  }

  @Override
  public Future<List<Entry>> getAll(List<String> keys) {
    return circuit.isOpen()
        ? refused("read " + keys.size() + " keys")
        : watched(store.getAll(keys));
  }

  @Override
  public Future<Boolean> putIfNewer(String key, Entry entry) {
    return circuit.isOpen() ? refused("put " + key) : timed(store.putIfNewer(key, entry));
  }

  @Override
  public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    return circuit.isOpen()
        ? refused("put " + entries.size() + " entries")
        : watched(store.putAllIfNewer(entries));
  }

  @Override
  public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
    return circuit.isOpen()
        ? refused("compare and set " + key)
        : timed(store.compareAndSet(key, expected, next));
  }

  @Override
  public Future<Long> add(String key, long delta, String operationId, long version) {
    return circuit.isOpen()
        ? refused("add to " + key)
        : watched(store.add(key, delta, operationId, version));
  }

  @Override
  public Future<Boolean> purge(String key, long version) {
    return circuit.isOpen() ? refused("purge " + key) : timed(store.purge(key, version));
  }

  @Override
  public Future<List<String>> ranges(int wanted) {
    return circuit.isOpen() ? refused("split into ranges") : watched(store.ranges(wanted));
  }

  @Override
  public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
    return circuit.isOpen()
        ? refused("scan")
        : watched(store.scan(range, cursor, sinceVersion, limit));
  }

  @Override
  public Future<Integer> sweep(int limit) {
    return circuit.isOpen() ? refused("sweep") : watched(store.sweep(limit));
  }

  @Override
  public Future<Long> estimateSize() {
    return circuit.isOpen() ? refused("estimate the size") : watched(store.estimateSize());
  }

  @Override
  public Capabilities capabilities() {
    return store.capabilities();
  }

  @Override
  public Future<Void> close() {
    vertx.cancelTimer(timer);
    return store.close();
  }

  private <T> Future<T> timed(Future<T> asked) {
    return watch(asked, true);
  }

  /** For operations whose time depends on how much they are asked for. */
  private <T> Future<T> watched(Future<T> asked) {
    return watch(asked, false);
  }

  private <T> Future<T> watch(Future<T> asked, boolean isTimed) {
    if (freeCount > 0) {
      Watch watch = free[--freeCount];
      watch.begin(isTimed);
      asked.onComplete(watch);
    }
    return asked;
  }

  private <T> Future<T> refused(String operation) {
    return Future.failedFuture(circuit.refusal(operation));
  }

  private End endOf(Throwable failure) {
    if (failure == null) {
      return End.DONE;
    }
    if (isAnswer(failure)) {
      return End.FAILED;
    }
    lastSilence = failure.getMessage();
    return End.UNANSWERED;
  }

  /** True if the store itself has spoken, whatever it said. */
  private static boolean isAnswer(Throwable failure) {
    return !(failure instanceof StoreException store)
        || store.kind() != Kind.LATE && store.kind() != Kind.UNREACHABLE;
  }

  private void turn() {
    if (!circuit.isOpen() && gauge.isSilent()) {
      circuit.open(
          gauge.silence()
              + " got no answer within "
              + window.toMillis()
              + " ms, the last: "
              + lastSilence);
    }
    gauge.turn(nanoTime.getAsLong(), circuit.isOpen());
    if (!gauge.reading().good() && !probing) {
      probing = true;
      timed(store.get(PROBE_KEY)).onComplete(probe -> probed(isAnswer(probe.cause())));
    }
  }

  private void probed(boolean answered) {
    probing = false;
    if (circuit.probed(answered)) {
      gauge.answersAgain();
    }
  }
}
