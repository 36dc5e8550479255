package io.laminar.migration.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the adapter makes of a DynamoDB that throttles, fails, or says nothing. */
final class DynamoDbTroubleTest {

  /** Of what must be done; no machine stands still for so long. */
  private static final Duration PATIENT = Duration.ofSeconds(30);

  /** Of what cannot be done, so that its end is waited for. */
  private static final Duration SHORT = Duration.ofMillis(700);

  private static final Entry ENTRY = Entry.of(Buffer.buffer("v"), 7);
  private static final String THROTTLED = "ProvisionedThroughputExceededException";

  private final EventLoop loop = new EventLoop();
  private final ScriptedDynamoDb server = new ScriptedDynamoDb();
  private Store store;
  private Store hasty;

  @BeforeEach
  void openStores() {
    store = open(100, PATIENT);
    hasty = open(100, SHORT);
    loop.call(() -> store.get("loads the client's classes").otherwiseEmpty());
  }

  @AfterEach
  void closeAll() {
    loop.call(store::close);
    loop.call(hasty::close);
    loop.close();
    server.close();
  }

  private Store open(int maxInFlight, Duration deadline) {
    return loop.call(
        () ->
            DynamoDbStore.open(
                loop.vertx(),
                new DynamoDbStore.Options(
                    DynamoDbAddress.of(server.address(), "unused"),
                    deadline,
                    maxInFlight,
                    Duration.ofDays(7))));
  }

  @Test
  void repeatsAWriteThatWasThrottled() {
    var asked = new AtomicInteger();
    server.on(
        "PutItem",
        (request, body) ->
            (asked.incrementAndGet() < 3
                    ? ScriptedDynamoDb.error(400, THROTTLED)
                    : ScriptedDynamoDb.with(200, new JsonObject()))
                .to(request, body));

    assertThat(loop.call(() -> store.putIfNewer("k", ENTRY))).isTrue();
    assertThat(asked).hasValue(3);
  }

  @Test
  void namesTheThrottlingWhenItIsThrottledForTheWholeDeadline() {
    server.on("PutItem", ScriptedDynamoDb.error(400, THROTTLED));

    unlessTheMachineStoodStill(
        () -> {
          long before = server.count("PutItem");
          StoreException failure = failure(() -> hasty.putIfNewer("k", ENTRY));

          // the deadline may also end while a last request is under way, which may have happened
          assertThat(failure.kind()).isIn(Kind.OVERLOADED, Kind.LATE);
          assertThat(failure).hasMessageContaining(THROTTLED);
          assertThat(server.count("PutItem") - before).isGreaterThan(1);
        });
  }

  @Test
  void saysLateAndNamesTheThrottlingWhenTheLastRequestGetsNoAnswer() {
    var asked = new AtomicInteger();
    server.on(
        "PutItem",
        (request, body) ->
            (asked.incrementAndGet() < 2
                    ? ScriptedDynamoDb.error(400, THROTTLED)
                    : ScriptedDynamoDb.nothing())
                .to(request, body));

    unlessTheMachineStoodStill(
        () -> {
          asked.set(0);
          StoreException failure = failure(() -> hasty.putIfNewer("k", ENTRY));

          assertThat(failure.kind()).isEqualTo(Kind.LATE);
          assertThat(failure)
              .hasMessageContaining("no answer within")
              .hasMessageContaining(THROTTLED);
        });
  }

  @Test
  void asksAgainForKeysThatWereLeftUnread() {
    server.on("BatchGetItem", ScriptedDynamoDb.firstKeyOnly());

    List<Entry> entries = loop.call(() -> store.getAll(List.of("a", "b", "c", "a")));

    assertThat(entries)
        .extracting(entry -> entry.value().toString())
        .containsExactly("value of a", "value of b", "value of c", "value of a");
    assertThat(server.count("BatchGetItem")).isEqualTo(3);
  }

  @Test
  void saysOverloadedWhenKeysAreLeftUnreadForTheWholeDeadline() {
    server.on("BatchGetItem", ScriptedDynamoDb.noKey());

    unlessTheMachineStoodStill(
        () -> {
          StoreException failure = failure(() -> hasty.getAll(List.of("a", "b")));

          assertThat(failure.kind()).isEqualTo(Kind.OVERLOADED);
          assertThat(failure).hasMessageContaining("2 keys were left unread");
        });
  }

  @Test
  void endsWithinTheDeadlineWhenThereIsNoAnswer() {
    server.on("GetItem", ScriptedDynamoDb.nothing());
    server.on("PutItem", ScriptedDynamoDb.nothing());

    assertThat(failure(() -> hasty.get("k")).kind()).isEqualTo(Kind.LATE);
    assertThat(failure(() -> hasty.putIfNewer("k", ENTRY))).hasMessageContaining("within 700 ms");

    server.on("GetItem", ScriptedDynamoDb.with(200, new JsonObject()));
    unlessTheMachineStoodStill(
        () -> assertThat(loop.call(() -> hasty.get("k"))).isEqualTo(Entry.ABSENT));
  }

  @Test
  void repeatsAReadThatTheServerFailedAtButNotAWrite() {
    server.on("GetItem", ScriptedDynamoDb.error(500, "InternalServerError"));
    server.on("PutItem", ScriptedDynamoDb.error(500, "InternalServerError"));

    assertThat(failure(() -> store.putIfNewer("k", ENTRY)).kind()).isEqualTo(Kind.LATE);
    assertThat(server.count("PutItem")).isEqualTo(1);

    unlessTheMachineStoodStill(
        () -> {
          long before = server.count("GetItem");
          assertThat(failure(() -> hasty.get("k")).kind()).isEqualTo(Kind.LATE);
          assertThat(server.count("GetItem") - before).isGreaterThan(2);
        });
  }

  @Test
  void saysThatAWriteMayHaveHappenedWhenTheConnectionIsLostMidReply() {
    server.on("PutItem", ScriptedDynamoDb.resetAfterHalf());

    StoreException failure = failure(() -> store.putIfNewer("k", ENTRY));

    assertThat(failure.kind()).isEqualTo(Kind.LATE);
    assertThat(failure).hasMessageContaining("connection");
  }

  @Test
  void namesStoreOperationAndReasonOfARefusalButNoSecret() {
    server.on("PutItem", ScriptedDynamoDb.error(400, "AccessDeniedException"));

    StoreException failure = failure(() -> store.putIfNewer("k", ENTRY));

    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure)
        .hasMessageStartingWith("dynamodb://127.0.0.1:")
        .hasMessageContaining("/users")
        .hasMessageContaining("put 1 entries")
        .hasMessageContaining("AccessDeniedException")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void refusesMoreThanItMayHaveInFlight() {
    server.on("PutItem", ScriptedDynamoDb.nothing());
    Store narrow = open(2, PATIENT);

    Future<Boolean> waiting =
        loop.begin(
            () -> {
              narrow.putIfNewer("a", ENTRY);
              narrow.putIfNewer("b", ENTRY);
              return narrow.putIfNewer("c", ENTRY);
            });

    StoreException failure = failure(() -> waiting);
    assertThat(failure.kind()).isEqualTo(Kind.OVERLOADED);
    assertThat(failure).hasMessageContaining("2 requests wait");
    loop.call(narrow::close);
  }

  @Test
  void stopsABatchAtItsFirstFailure() {
    server.on("PutItem", ScriptedDynamoDb.error(400, "AccessDeniedException"));
    List<KeyedEntry> many =
        IntStream.range(0, 90).mapToObj(i -> new KeyedEntry("k" + i, ENTRY)).toList();

    assertThat(failure(() -> store.putAllIfNewer(many)).kind()).isEqualTo(Kind.REFUSED);
    assertThat(server.count("PutItem")).isLessThan(90);
  }

  @Test
  void failsToOpenWhereNobodyListens() {
    String nobody = "dynamodb://127.0.0.1:1/users";

    StoreException failure =
        failure(
            () ->
                DynamoDbStore.open(
                    loop.vertx(),
                    new DynamoDbStore.Options(
                        DynamoDbAddress.of(nobody, "unused"), PATIENT, 10, Duration.ofDays(7))));

    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure).hasMessageContaining("127.0.0.1:1").hasMessageContaining("refused");
  }

  private StoreException failure(Supplier<? extends Future<?>> call) {
    Throwable failure = loop.failureOf(call);
    assertThat(failure).isInstanceOf(StoreException.class);
    return (StoreException) failure;
  }

  /** A deadline may pass while the machine does something else: then it is tried again. */
  private static void unlessTheMachineStoodStill(ThrowingRunnable attempt) {
    Awaitility.await().untilAsserted(attempt);
  }
}
