package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedServer;
import io.laminar.deploy.testkit.SlowProxy;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What every store must do when its server, a process of its own that keeps what it acknowledged,
 * is in trouble: each operation ends within its deadline and on its context, says why and what can
 * be done, and all comes back by itself. A server that keeps nothing says so in {@link
 * #assertKept}.
 */
abstract class StoreFaults {

  static final Duration DEADLINE = Duration.ofMillis(700);
  static final int MAX_IN_FLIGHT = 400;

  /** For a machine that does something else at the same time, and may stand still for a while. */
  private static final Duration SLACK = Duration.ofSeconds(20);

  private static final Duration RECOVERY = Duration.ofSeconds(120);
  private static final AtomicInteger NAMES = new AtomicInteger();

  final EventLoop loop = new EventLoop();

  /** One for each test. */
  final String name = "faults_" + NAMES.incrementAndGet();

  private final List<Store> opened = new ArrayList<>();

  /** The server that is to be broken; the tests of a class share it. */
  abstract EmbeddedServer server();

  /** The address of the server, reached at another port. */
  abstract String address(int port);

  /**
   * Opens a store on the loop.
   *
   * @param name no other test uses it
   */
  abstract Future<Store> opening(String address, String name);

  @AfterEach
  void closeAll() {
    opened.forEach(store -> loop.call(store::close));
    loop.close();
  }

  final Store open() {
    return open(address(server().port()));
  }

  final Store open(String address) {
    Store store = opened(address);
    opened.add(store);
    return store;
  }

  /** Opens a store whose server is there. */
  Store opened(String address) {
    return loop.call(() -> opening(address, name));
  }

  /** Every operation there is, by its name. */
  private static Map<String, Supplier<Future<?>>> operations(Store store) {
    Map<String, Supplier<Future<?>>> all = new LinkedHashMap<>();
    all.put("get", () -> store.get("k"));
    all.put("getAll", () -> store.getAll(List.of("k", "l")));
    all.put("putIfNewer", () -> store.putIfNewer("k", entry(1)));
    all.put("putAllIfNewer", () -> store.putAllIfNewer(List.of(new KeyedEntry("k", entry(1)))));
    all.put("compareAndSet", () -> store.compareAndSet("k", entry(1), entry(1)));
    all.put("purge", () -> store.purge("no-such-key", 1));
    all.put("add", () -> store.add("counter", 1, "operation", 1));
    return all;
  }

  @Test
  void losesNothingAcknowledgedWhenTheServerIsKilledUnderWritesAndComesBackByItself() {
    Store store = open();
    String range = scans() ? loop.call(() -> store.ranges(1)).get(0) : "";
    var acknowledged = new ConcurrentSkipListSet<Long>();
    var stopped = new AtomicBoolean();
    List<Future<?>> writes = new ArrayList<>();
    AtomicInteger next = new AtomicInteger();
    IntStream.range(0, 8)
        .forEach(i -> writes.add(loop.begin(() -> writeOn(store, next, acknowledged, stopped))));
    Awaitility.await().atMost(RECOVERY).until(() -> acknowledged.size() > 100);

    server().kill();
    stopped.set(true);
    writes.forEach(EventLoop::wait);
    Awaitility.await().atMost(RECOVERY).until(() -> isUnreachable(store));
    Map<String, StoreException> failures = failuresOfAll(store);
    if (scans()) {
      failures.put("scan", failureOf(() -> store.scan(range, "", 0, 10)));
    }
    failures.put("estimateSize", failureOf(store::estimateSize));
    server().start();

    assertThat(failures.values())
        .allSatisfy(
            failure -> {
              isUnreachableForNow(failure);
              assertThat(failure).hasMessageContaining("127.0.0.1:" + server().port());
            });
    recovers(store);
    assertKept(acknowledged, loop.call(() -> versionsOf(store, acknowledged)));
  }

  private static void isUnreachableForNow(StoreException failure) {
    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure).hasMessageContaining("reconnects by itself");
  }

  /** What must be there after the server was killed. */
  void assertKept(Set<Long> acknowledged, List<Long> versions) {
    assertThat(versions).containsExactlyElementsOf(acknowledged);
  }

  /** Writes one entry after the other; a write that fails is not made again. */
  private Future<Void> writeOn(
      Store store, AtomicInteger next, Set<Long> acknowledged, AtomicBoolean stopped) {
    return Loop.until(
        () -> {
          long version = next.incrementAndGet();
          return store
              .putIfNewer("w" + version, entry(version))
              .transform(
                  put -> {
                    if (put.succeeded()) {
                      acknowledged.add(version);
                      return Future.succeededFuture(stopped.get());
                    }
                    return loop.vertx().timer(1).map(waited -> stopped.get());
                  });
        });
  }

  /** What was under way when the connection went may end as late; after that nothing is sent. */
  private boolean isUnreachable(Store store) {
    return failureOf(() -> store.get("k")).kind() == Kind.UNREACHABLE;
  }

  /** One after the other: how many were written depends on the machine. */
  private static Future<List<Long>> versionsOf(Store store, Set<Long> written) {
    List<Long> versions = new ArrayList<>();
    var left = written.iterator();
    return Loop.until(
            () ->
                left.hasNext()
                    ? store
                        .get("w" + left.next())
                        .onSuccess(entry -> versions.add(entry.version()))
                        .map(false)
                    : Future.succeededFuture(true))
        .map(versions);
  }

  /** What is there when the first reply to a put of version 2 was cut: the put did happen. */
  Entry afterTheCut() {
    return entry(2);
  }

  /** True if all operations share a connection, which is given up when it is clogged. */
  boolean keepsOneConnection() {
    return true;
  }

  /** A proxy before the server, to which a client stays that asks for the server's address. */
  SlowProxy proxy() {
    return new SlowProxy(server().port());
  }

  /** False if the server at hand cannot be scanned. */
  boolean scans() {
    return true;
  }

  /** How many calls in a row show that a server that is away is asked for now and then. */
  int callsWhileAway() {
    return 500;
  }

  /** A delay of each reply that is no reason to miss the deadline: a put may need some. */
  Duration bearableDelay() {
    return DEADLINE.dividedBy(4);
  }

  /** How all operations fail after many in a row got no answer. */
  void assertSilent(Collection<StoreException> failures) {
    if (keepsOneConnection()) {
      assertThat(failures)
          .as("the clogged connection was given up")
          .allSatisfy(StoreFaults::isUnreachableForNow);
    } else {
      assertThat(failures).extracting(StoreException::kind).containsOnly(Kind.LATE);
    }
  }

  @Test
  void asksForAConnectionNowAndThenAndNotForEachOperationWhileTheServerIsAway() {
    Assumptions.assumeTrue(keepsOneConnection(), "each request has a connection of its own");
    try (SlowProxy proxy = proxy()) {
      Store store = open(address(proxy.port()));
      proxy.cutReplies(true);
      failureOf(() -> store.get("k"));
      int before = proxy.connections();
      long begun = System.nanoTime();

      for (int i = 0; i < callsWhileAway() || System.nanoTime() - begun < 1_000_000_000L; i++) {
        failureOf(() -> store.get("k"));
      }
      int attempts = proxy.connections() - before;
      long seconds = (System.nanoTime() - begun) / 1_000_000_000L;

      // pauses of 20, 40, 80 … ms make six attempts in a second, then they last a second and more;
      // jitter only makes them fewer
      assertThat((long) attempts).isBetween(1L, 8 + seconds);
      proxy.cutReplies(false);
      recovers(store);
    }
  }

  @Test
  void endsInTimeWhileTheServerIsPausedAndGoesOnWhenItIsResumed() {
    Store store = open();
    write(store, entry(1));

    server().pause();
    StoreException late;
    List<StoreException> many;
    Map<String, StoreException> all;
    try {
      late = failureOf(() -> store.get("k"));
      many = failuresOfMany(store, MAX_IN_FLIGHT / 2);
      all = failuresOfAll(store);
    } finally {
      server().resume();
    }

    assertThat(late.kind()).isEqualTo(Kind.LATE);
    assertThat(late)
        .hasMessageContaining("127.0.0.1:" + server().port())
        .hasMessageContaining("get")
        .hasMessageContaining("no answer within " + DEADLINE.toMillis() + " ms; try again");
    assertThat(many).extracting(StoreException::kind).containsOnly(Kind.LATE);
    assertSilent(all.values());
    recovers(store);
    assertThat(read(store)).isEqualTo(entry(1));
    write(store, entry(2));
    assertThat(read(store)).isEqualTo(entry(2));
  }

  @Test
  void refusesWhatIsAboveItsBoundAtOnce() {
    Store store = open();
    server().pause();
    List<StoreException> failures;
    try {
      failures = failuresOfMany(store, MAX_IN_FLIGHT + 50);
    } finally {
      server().resume();
    }

    assertThat(failures).extracting(StoreException::kind).contains(Kind.LATE, Kind.OVERLOADED);
    assertThat(failures)
        .filteredOn(failure -> failure.kind() == Kind.OVERLOADED)
        .hasSize(50)
        .allSatisfy(failure -> assertThat(failure).hasMessageContaining("store.max-in-flight"));
    recovers(store);
  }

  @Test
  void saysThatAWriteMayHaveHappenedWhenItsReplyIsCutOff() {
    try (SlowProxy proxy = proxy()) {
      Store store = open(address(proxy.port()));
      write(store, entry(1));

      proxy.cutReplies(true);
      StoreException cut = failureOf(() -> store.putIfNewer("k", entry(2)));
      proxy.cutReplies(false);

      assertThat(cut.kind()).isEqualTo(Kind.LATE);
      assertThat(cut)
          .hasMessageContaining("the connection was lost")
          .hasMessageContaining("a write may have happened");
      recovers(store);
      assertThat(read(store)).isEqualTo(afterTheCut());
    }
  }

  @Test
  void endsInTimeBehindASlowNetwork() {
    try (SlowProxy proxy = proxy()) {
      Store store = open(address(proxy.port()));
      write(store, entry(1));

      proxy.delayReplies(bearableDelay());
      write(store, entry(2));
      proxy.delayReplies(DEADLINE.multipliedBy(2));
      Map<String, StoreException> failures = failuresOfAll(store);
      proxy.delayReplies(Duration.ZERO);

      assertThat(failures.get("get").kind()).isEqualTo(Kind.LATE);
      recovers(store);
      assertThat(read(store)).isEqualTo(entry(2));
    }
  }

  @Test
  void endsWhatIsUnderWayWhenItIsClosedAndClosesInTime() {
    Store store = opened(address(server().port()));
    server().pause();
    long begun;
    Ended get;
    StoreException after;
    try {
      Future<Ended> underWay = loop.begin(() -> ended(store.get("k")));
      begun = System.nanoTime();
      loop.call(store::close);
      get = EventLoop.wait(underWay);
      assertEndedInTime(begun);
      after = failureOf(() -> store.get("k"));
    } finally {
      server().resume();
    }

    assertThat(get.failure()).isInstanceOf(StoreException.class);
    assertThat(get.where()).isSameAs(loop.context());
    assertThat(after.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(after).hasMessageContaining("closed");
    loop.call(store::close);
  }

  @Test
  void failsToOpenInTimeWhileNobodyListens() {
    server().kill();
    StoreException away = failureOf(() -> opening(address(server().port()), name));
    server().start();

    assertThat(away.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(away)
        .hasMessageContaining("127.0.0.1:" + server().port())
        .hasMessageContaining("check that the server runs");
  }

  /** Writes under {@code k}; a machine that stands still may need more than one attempt. */
  final void write(Store store, Entry entry) {
    Awaitility.await()
        .atMost(RECOVERY)
        .until(() -> loop.call(() -> store.putIfNewer("k", entry).map(true).otherwise(false)));
  }

  /** What is under {@code k}, with as much patience. */
  final Entry read(Store store) {
    recovers(store);
    return Awaitility.await()
        .atMost(RECOVERY)
        .until(() -> loop.call(() -> store.get("k").otherwiseEmpty()), Objects::nonNull);
  }

  /** Waits until the store works again, without being opened anew. */
  final void recovers(Store store) {
    Awaitility.await()
        .atMost(RECOVERY)
        .until(() -> loop.call(() -> store.get("k").map(true).otherwise(false)));
  }

  /** How every operation fails; each ends in time and on the loop's context. */
  final Map<String, StoreException> failuresOfAll(Store store) {
    Map<String, StoreException> failures = new LinkedHashMap<>();
    operations(store).forEach((operation, call) -> failures.put(operation, failureOf(call::get)));
    return failures;
  }

  /** How operations of one tick fail that are not joined into one command. */
  private List<StoreException> failuresOfMany(Store store, int count) {
    long begun = System.nanoTime();
    List<StoreException> failures =
        loop
            .call(
                () -> {
                  List<Future<Ended>> all = new ArrayList<>();
                  LongStream.range(0, count).forEach(i -> all.add(ended(store.purge("p" + i, i))));
                  return Future.all(all).map(done -> done.<Ended>list());
                })
            .stream()
            .map(this::checked)
            .toList();
    assertEndedInTime(begun);
    return failures;
  }

  /** The failure of an operation that must fail, in time and on the loop's context. */
  final StoreException failureOf(Supplier<? extends Future<?>> call) {
    long begun = System.nanoTime();
    Ended ended = loop.call(() -> ended(call.get()));
    assertEndedInTime(begun);
    return checked(ended);
  }

  private StoreException checked(Ended ended) {
    assertThat(ended.failure()).isInstanceOf(StoreException.class);
    assertThat(ended.where()).isSameAs(loop.context());
    return (StoreException) ended.failure();
  }

  private record Ended(Throwable failure, Context where) {}

  private static Future<Ended> ended(Future<?> operation) {
    return operation.transform(
        result -> Future.succeededFuture(new Ended(result.cause(), Vertx.currentContext())));
  }

  private static void assertEndedInTime(long begunNanos) {
    assertThat(Duration.ofNanos(System.nanoTime() - begunNanos)).isLessThan(DEADLINE.plus(SLACK));
  }

  static Entry entry(long version) {
    return Entry.of(Buffer.buffer("v" + version), version);
  }
}
