package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.dynamodb.DynamoDbAddress;
import io.laminar.migration.dynamodb.DynamoDbStore;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreContract;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** The contract on DynamoDB Local, and what only DynamoDB can get wrong. */
final class DynamoDbStoreIT extends StoreContract {

  private static final AtomicInteger TABLES = new AtomicInteger();
  private static final RawDynamoDb RAW = new RawDynamoDb(TestServers.dynamoDb());

  private final String table = "contract-" + TABLES.incrementAndGet();

  @AfterAll
  static void closeClient() {
    RAW.close();
  }

  @Override
  protected Future<Store> open(Vertx vertx) {
    return open(vertx, table);
  }

  private static Future<Store> open(Vertx vertx, String pathAndQuery) {
    return DynamoDbStore.open(
        vertx,
        new DynamoDbStore.Options(
            DynamoDbAddress.of(TestServers.dynamoDb() + "/" + pathAndQuery, "unused"),
            Duration.ofSeconds(30),
            10_000,
            Duration.ofDays(7)));
  }

  @Override
  protected void plantLegacy(String key, Buffer value) {
    RAW.put(table, Map.of("k", s(key), "d", b(value)));
  }

  private Map<String, AttributeValue> item(String key) {
    return RAW.item(table, Map.of("k", s(key)));
  }

  @Test
  void makesATableThatIsPaidByRequestAndExpiresItsItems() {
    TableDescription made = RAW.client().describeTable(ask -> ask.tableName(table)).join().table();

    assertThat(made.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
    assertThat(
            RAW.client()
                .describeTimeToLive(ask -> ask.tableName(table))
                .join()
                .timeToLiveDescription())
        .satisfies(
            ttl -> {
              assertThat(ttl.timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
              assertThat(ttl.attributeName()).isEqualTo("ttl");
            });
  }

  @Test
  void opensManyTimesAtOnceWhereThereIsNoTableYet() {
    String fresh = table + "-fresh";

    List<Store> opened =
        loop.call(
            () -> {
              List<Future<Store>> opens = new ArrayList<>();
              for (int i = 0; i < 8; i++) {
                opens.add(open(loop.vertx(), fresh));
              }
              return Future.all(opens).map(all -> all.<Store>list());
            });

    opened.forEach(one -> assertThat(loop.call(() -> one.get("k"))).isEqualTo(Entry.ABSENT));
    opened.forEach(one -> loop.call(one::close));
  }

  @Test
  void laysAnEntryIntoAttributesOfItsItem() {
    long expiresAt = System.currentTimeMillis() + 3_600_001;
    put("value", Entry.of(Buffer.buffer("v"), 7, expiresAt));
    put("deleted", Entry.tombstone(8));

    Map<String, AttributeValue> value = item("value");
    assertThat(value.keySet()).containsExactlyInAnyOrder("k", "d", "v", "x", "ttl");
    assertThat(value.get("v").n()).isEqualTo("7");
    assertThat(value.get("x").n()).isEqualTo("" + expiresAt);
    assertThat(Long.parseLong(value.get("ttl").n())).isEqualTo((expiresAt + 999) / 1000);
    Map<String, AttributeValue> deleted = item("deleted");
    assertThat(deleted.keySet()).containsExactlyInAnyOrder("k", "v", "t", "ttl");
    assertThat(Long.parseLong(deleted.get("ttl").n()) - System.currentTimeMillis() / 1000)
        .isBetween(7 * 86_400L - 60, 7 * 86_400L + 1);
  }

  @Test
  void adoptsATableThatAnOldSystemLeftWithNamesOfItsOwn() {
    String old = table + "-old";
    long expires = System.currentTimeMillis() / 1000 + 3_600;
    RAW.createTable(old, ScalarAttributeType.S, "user");
    RAW.expireOn(old, "end");
    RAW.put(old, Map.of("user", s("text"), "profile", s("{\"id\":1}")));
    RAW.put(old, Map.of("user", s("bytes"), "profile", b(Buffer.buffer("b")), "end", n(expires)));
    RAW.put(old, Map.of("user", s("gone"), "profile", s("v"), "end", n(expires - 3_601)));

    Store adopted = loop.call(() -> open(loop.vertx(), old + "?value=profile"));
    List<Entry> found = loop.call(() -> adopted.getAll(List.of("text", "bytes", "gone")));
    boolean swapped =
        loop.call(() -> adopted.compareAndSet("text", found.get(0), value("converted", 3)));
    boolean replaced =
        loop.call(() -> adopted.compareAndSet("gone", Entry.ABSENT, value("again", 3)));
    boolean written =
        loop.call(
            () -> adopted.putIfNewer("bytes", Entry.of(Buffer.buffer("c"), 5, 4_000_000_000_000L)));

    assertThat(found)
        .containsExactly(
            value("{\"id\":1}", Entry.LEGACY_VERSION),
            Entry.of(Buffer.buffer("b"), Entry.LEGACY_VERSION, expires * 1_000),
            Entry.ABSENT);
    assertThat(List.of(swapped, replaced, written)).containsOnly(true);
    assertThat(RAW.item(old, Map.of("user", s("bytes"))))
        .containsEntry("end", n(4_000_000_000L))
        .containsEntry("profile", b(Buffer.buffer("c")));
    loop.call(adopted::close);
  }

  @Test
  void takesAnExpiredItemThatDynamoDbHasNotRemovedYetForNothing() {
    long past = System.currentTimeMillis() - 5_000;
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("k", s("k"));
    item.put("d", s("v"));
    item.put("v", n(7));
    item.put("x", n(past));
    RAW.put(table, item); // without the ttl attribute, so that the server cannot be faster

    assertThat(get("k")).isEqualTo(Entry.ABSENT);
    assertThat(scanAll(0)).isEmpty();
    assertThat(compareAndSet("k", Entry.ABSENT, value("older", 6))).isFalse();
    assertThat(put("k", value("copied late", 6))).as("expired, but not forgotten").isFalse();
    assertThat(compareAndSet("k", Entry.ABSENT, value("again", 8))).isTrue();
    assertThat(get("k")).isEqualTo(value("again", 8));
  }

  @Test // race R21
  void holdsTheLargestValueUnderTheLongestKeyWithTheLongestNumbers() {
    int max = store.capabilities().maxValueBytes();
    String key = "k".repeat(250);
    var largest = Entry.of(Buffer.buffer(new byte[max]), Long.MAX_VALUE - 1, Long.MAX_VALUE - 999);

    assertThat(put(key, largest)).isTrue();
    assertThat(getAll(key)).containsExactly(largest);
    assertThat(max).isGreaterThan(400 * 1024 - 400);
    Map<String, AttributeValue> beyond =
        Map.of("k", s("k"), "d", b(Buffer.buffer(new byte[400 * 1024])));
    assertThatThrownBy(() -> RAW.put(table, beyond)).hasMessageContaining("size");
  }

  @Test
  void readsMoreAtOnceThanDynamoDbAnswersAtOnce() {
    int each = 390_000; // 60 of them are 23 MB, an answer holds 16
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String key = "k" + i;
      keys.add(key);
      put(key, Entry.of(Buffer.buffer(new byte[each]), i + 1));
    }

    List<Entry> found = loop.call(() -> store.getAll(keys));

    for (int i = 0; i < 60; i++) {
      assertThat(found.get(i).version()).isEqualTo(i + 1);
      assertThat(found.get(i).value().length()).isEqualTo(each);
    }
  }

  @Test
  void refusesAnItemThatHoldsSomethingElseButStillReadsTheOthersOfItsTick() {
    RAW.put(table, Map.of("k", s("number"), "d", n(5)));
    RAW.put(table, Map.of("k", s("foreign"), "d", s("v"), "v", s("one")));
    put("fine", value("v", 1));

    Future<Entry> wrong =
        loop.call(
            () -> {
              Future<Entry> number = store.get("number");
              return Future.join(store.get("fine"), number)
                  .transform(both -> Future.succeededFuture(number));
            });

    assertThat(wrong.cause()).isInstanceOf(StoreException.class);
    assertThat(((StoreException) wrong.cause()).kind()).isEqualTo(Kind.REFUSED);
    assertThat(wrong.cause())
        .hasMessageContaining("attribute d of the item number")
        .hasMessageContaining(table);
    assertThat(get("fine")).isEqualTo(value("v", 1));
    for (String key : List.of("number", "foreign")) {
      assertThat(loop.failureOf(() -> store.putIfNewer(key, value("v", 9))))
          .as("put " + key)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("of the item " + key);
    }
    assertThat(item("number")).containsEntry("d", n(5));
  }

  @Test
  void refusesATableWithAnotherKindOfKey() {
    RAW.createTable(table + "-sorted", ScalarAttributeType.S, "user", "day");
    RAW.createTable(table + "-numbers", ScalarAttributeType.N, "user");
    RAW.createTable(table + "-clash", ScalarAttributeType.S, "v");

    assertRefused(table + "-sorted", "no sort key");
    assertRefused(table + "-numbers", "of type S");
    assertRefused(table + "-clash", "uses v for itself");
  }

  @Test
  void makesNothingWhereItMayNot() {
    RAW.createTable(table + "-forever", ScalarAttributeType.S, "k");

    assertRefused(table + "-none?create=false", "does not exist");
    assertRefused(table + "-forever?create=false", "expiry of the table");
    assertThat(RAW.client().listTables().join().tableNames()).doesNotContain(table + "-none");
  }

  @Test
  void namesWhoRefusedWrongCredentialsButNotTheSecret() {
    String wrong = TestServers.dynamoDb().replace("//", "//not-a-key:s3cret@") + "/" + table;

    Throwable failure =
        loop.failureOf(
            () ->
                DynamoDbStore.open(
                    loop.vertx(),
                    new DynamoDbStore.Options(
                        DynamoDbAddress.of(wrong, "unused"),
                        Duration.ofSeconds(5),
                        100,
                        Duration.ofDays(7))));

    assertThat(failure).isInstanceOf(StoreException.class);
    assertThat(((StoreException) failure).kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure)
        .hasMessageContaining("127.0.0.1")
        .hasMessageContaining(table)
        .hasMessageContaining("invalid")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void splitsItsKeysIntoSegmentsThatCoverEverythingOnce() {
    List<KeyedEntry> all = new ArrayList<>();
    var written = new TreeMap<String, Entry>();
    for (int i = 0; i < 1_000; i++) {
      written.put("user-" + i, value("v", 1));
      all.add(new KeyedEntry("user-" + i, value("v", 1)));
    }
    loop.call(() -> store.putAllIfNewer(all));

    List<String> ranges = loop.call(() -> store.ranges(4));

    assertThat(ranges).containsExactly("0/4", "1/4", "2/4", "3/4");
    int shown = 0;
    for (String range : ranges) {
      shown += loop.call(() -> store.scan(range, "", 0, 10_000)).entries().size();
    }
    assertThat(shown).isEqualTo(1_000);
    assertThat(scanAll(0)).isEqualTo(written);
    assertThat(loop.failureOf(() -> store.scan("4/4", "", 0, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isOpenedByItsAddress() {
    var address = new StoreAddress(TestServers.dynamoDb(), "by_address", Format.ENVELOPE);
    var limits = new StoreLimits(Duration.ofSeconds(30), 100, Duration.ofDays(7));

    Store opened = loop.call(() -> address.open(loop.vertx(), limits));
    Store beside = loop.call(() -> address.beside("dirty").open(loop.vertx(), limits));

    assertThat(opened.name()).isEqualTo("dynamodb:by_address");
    assertThat(beside.name()).isEqualTo("dynamodb:by_address_dirty");
    loop.call(opened::close);
    loop.call(beside::close);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void standsOnTheSameNettyAsVertxAlsoWithItsNativeTransport() {
    Vertx vertx = Vertx.builder().with(new VertxOptions().setPreferNativeTransport(true)).build();
    try {
      Entry found =
          EventLoop.wait(
              Future.future(
                  promise ->
                      vertx.runOnContext(
                          here ->
                              open(vertx, table)
                                  .compose(
                                      opened ->
                                          opened
                                              .putIfNewer("k", value("v", 1))
                                              .compose(put -> opened.get("k"))
                                              .eventually(opened::close))
                                  .onComplete(promise))));

      assertThat(vertx.isNativeTransportEnabled()).isTrue();
      assertThat(found).isEqualTo(value("v", 1));
      // asked of the jars, since another client carries a renamed copy of another version
      assertThat(
              Stream.of(
                      io.netty.util.Version.class,
                      io.netty.buffer.ByteBuf.class,
                      io.netty.channel.Channel.class,
                      io.netty.channel.epoll.Epoll.class,
                      io.netty.handler.ssl.SslHandler.class,
                      io.netty.handler.codec.http.HttpClientCodec.class,
                      io.netty.handler.codec.http2.Http2FrameCodec.class,
                      io.netty.resolver.NameResolver.class)
                  .map(DynamoDbStoreIT::versionOfJar))
          .containsOnly(versionOfJar(io.netty.util.Version.class));
    } finally {
      EventLoop.wait(vertx.close());
    }
  }

  private void assertRefused(String pathAndQuery, String reason) {
    assertThat(loop.failureOf(() -> open(loop.vertx(), pathAndQuery)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(reason);
  }

  private static AttributeValue s(String text) {
    return AttributeValue.fromS(text);
  }

  private static AttributeValue n(long number) {
    return AttributeValue.fromN("" + number);
  }

  private static AttributeValue b(Buffer bytes) {
    return AttributeValue.fromB(SdkBytes.fromByteArray(bytes.getBytes()));
  }

  /** Such as {@code 4.2.12.Final}, from {@code netty-common-4.2.12.Final.jar}. */
  private static String versionOfJar(Class<?> type) {
    String jar = type.getProtectionDomain().getCodeSource().getLocation().getPath();
    return jar.replaceFirst(".*/netty-[a-z0-9-]*?-(\\d+\\.\\d+\\.\\d+\\.Final).*", "$1");
  }
}
