package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.couchbase.client.core.error.DocumentNotFoundException;
import com.couchbase.client.java.Cluster;
import com.couchbase.client.java.ClusterOptions;
import com.couchbase.client.java.Collection;
import com.couchbase.client.java.codec.RawBinaryTranscoder;
import com.couchbase.client.java.json.JsonObject;
import com.couchbase.client.java.kv.GetOptions;
import com.couchbase.client.java.kv.IncrementOptions;
import com.couchbase.client.java.kv.InsertOptions;
import com.couchbase.client.java.kv.UpsertOptions;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.couchbase.CouchbaseStore;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.store.Capabilities.Feature;
import io.laminar.migration.store.Capabilities.Kind;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreContract;
import io.laminar.migration.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The contract on Couchbase: on a real one where a Docker engine answers, else on Couchbase's own
 * mock. The mock has no range scan: the tests that scan are reported as aborted there, with that
 * reason; all others run on either.
 */
@ExtendWith(NeedsRangeScan.class)
final class CouchbaseStoreIT extends StoreContract {

  private static final AtomicInteger TESTS = new AtomicInteger();

  private static Cluster raw;

  private final String prefix = "contract" + TESTS.incrementAndGet() + ":";
  private boolean emptied;

  @BeforeAll
  static void connect() {
    var uri = URI.create(TestServers.couchbase());
    String[] credentials = uri.getUserInfo().split(":");
    raw =
        Cluster.connect(
            "couchbase://" + uri.getHost() + ":" + uri.getPort(),
            ClusterOptions.clusterOptions(credentials[0], credentials[1]));
  }

  @AfterAll
  static void disconnect() {
    raw.disconnect();
  }

  @Override
  protected Future<Store> open(Vertx vertx) {
    if (!emptied) {
      raw.buckets().flushBucket("laminar");
      emptied = true;
    }
    return CouchbaseStore.open(vertx, options(Format.ENVELOPE));
  }

  private CouchbaseStore.Options options(Format format) {
    return options(TestServers.couchbase(), format, 10_000);
  }

  private CouchbaseStore.Options options(String uri, Format format, int maxInFlight) {
    return new CouchbaseStore.Options(
        uri, prefix, format, Duration.ofSeconds(30), maxInFlight, Duration.ofDays(7));
  }

  @Override
  protected void plantLegacy(String key, Buffer value) {
    documents()
        .insert(
            prefix + key,
            value.getBytes(),
            InsertOptions.insertOptions().transcoder(RawBinaryTranscoder.INSTANCE));
  }

  private static Collection documents() {
    return raw.bucket("laminar").defaultCollection();
  }

  private byte[] document(String key) {
    return documents()
        .get(prefix + key, GetOptions.getOptions().transcoder(RawBinaryTranscoder.INSTANCE))
        .contentAsBytes();
  }

  @Test
  void isOpenedByItsAddress() {
    var address = new StoreAddress(TestServers.couchbase(), "profile", Format.ENVELOPE);

    Store opened =
        loop.call(
            () ->
                address.open(
                    loop.vertx(),
                    new StoreLimits(Duration.ofSeconds(30), 1_000, Duration.ofDays(7))));

    assertThat(loop.call(() -> opened.putIfNewer("k", value("v", 1)))).isTrue();
    assertThat(opened.name()).isEqualTo("couchbase:profile:");
    assertThat(address.toString()).startsWith("couchbase://127.0.0.1:").doesNotContain("@");
    loop.call(opened::close);
  }

  @Test
  void readsTheJsonDocumentsOfAnOldSystem() {
    documents().insert(prefix + "k", JsonObject.create().put("id", 1));

    assertThat(get("k")).isEqualTo(value("{\"id\":1}", Entry.LEGACY_VERSION));
    assertThat(put("k", value("new", 1))).isTrue();
    assertThat(get("k")).isEqualTo(value("new", 1));
  }

  @Test
  void readsACounterOfAnOldSystemAsItsDigits() {
    documents().binary().increment(prefix + "k", IncrementOptions.incrementOptions().initial(5));
    byte[] digits = document("k");

    assertThat(get("k")).isEqualTo(Entry.of(Buffer.buffer(digits), Entry.LEGACY_VERSION));
  }

  @Test
  void writesEnvelopes() {
    Entry entry = Entry.of(Buffer.buffer("v"), 7, System.currentTimeMillis() + 3_600_123);

    put("k", entry);

    assertThat(Format.isEnvelope(Buffer.buffer(document("k")))).isTrue();
    assertThat(Format.decode(Buffer.buffer(document("k")))).isEqualTo(entry);
  }

  @Test
  void holdsAnExpiryBeyondWhatTheServerCanCount() {
    long expiresAt = 5_000_000_000_000L; // in the year 2128; the server's seconds end in 2106

    put("k", Entry.of(Buffer.buffer("v"), 7, expiresAt));

    assertThat(getAll("k")).containsExactly(Entry.of(Buffer.buffer("v"), 7, expiresAt));
  }

  @Test
  void takesTheExpiryAwayWithTheNextWrite() {
    long soon = System.currentTimeMillis() + 1_000;
    put("ends", Entry.of(Buffer.buffer("v"), 7, soon));
    put("stays", Entry.of(Buffer.buffer("v"), 7, soon));
    put("stays", value("newer", 8));

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> document("ends"))
                    .isInstanceOf(DocumentNotFoundException.class));
    assertThat(get("stays")).isEqualTo(value("newer", 8));
  }

  @Test
  void writesBareValuesInThePlainFormatAndDeletesThemWithoutATrace() {
    Store plain = loop.call(() -> CouchbaseStore.open(loop.vertx(), options(Format.PLAIN)));

    loop.call(() -> plain.putIfNewer("k", value("bare", 7)));
    assertThat(new String(document("k"), StandardCharsets.UTF_8)).isEqualTo("bare");

    loop.call(() -> plain.putIfNewer("k", Entry.tombstone(8)));
    assertThat(get("k")).isEqualTo(Entry.ABSENT);
    loop.call(plain::close);
  }

  @Test
  void refusesWhatIsOneTooManyWithoutSendingIt() {
    Store narrow =
        loop.call(
            () ->
                CouchbaseStore.open(
                    loop.vertx(), options(TestServers.couchbase(), Format.ENVELOPE, 16)));

    Throwable failure = loop.failureOf(() -> narrow.getAll(keys(17)));

    assertThat(failure).isInstanceOf(StoreException.class);
    assertThat(((StoreException) failure).kind()).isEqualTo(StoreException.Kind.OVERLOADED);
    assertThat(loop.call(() -> narrow.getAll(keys(16)))).hasSize(16);
    loop.call(narrow::close);
  }

  private static List<String> keys(int many) {
    return IntStream.range(0, many).mapToObj(i -> "k" + i).toList();
  }

  @Test
  void sharesItsConnectionsAndOutlivesTheOtherStoresOfItsAddress() {
    Store other = loop.call(() -> open(loop.vertx()));

    loop.call(other::close);
    loop.call(other::close);

    assertThat(put("k", value("v", 1))).isTrue();
  }

  @Test
  void saysAtOnceThatItCannotScanWhereTheServerCannot() {
    Kind scan = store.capabilities().of(Feature.SCAN).kind();

    if (scan == Kind.NONE) {
      assertThat(loop.failureOf(() -> store.ranges(3))).hasMessageContaining("7.6");
      assertThat(loop.failureOf(() -> store.scan(" ", "", 0, 10))).hasMessageContaining("7.6");
    } else {
      assertThat(loop.call(() -> store.scan(" ", "", 0, 10)).isLast()).isTrue();
    }
  }

  @Test
  void splitsItsKeysIntoRangesThatCoverEverythingOnce() {
    assumeTrue(
        store.capabilities().of(Feature.SCAN).kind() != Kind.NONE,
        "needs a real Couchbase Server 7.6 or later: the mock has no range scan");
    var written = new TreeMap<String, Entry>();
    keys(2_000).forEach(key -> written.put(key, value("v", 1)));
    putMany(written);

    int shown = 0;
    for (String range : loop.call(() -> store.ranges(4))) {
      shown += loop.call(() -> store.scan(range, "", 0, 10_000)).entries().size();
    }

    assertThat(shown).isEqualTo(2_000);
    assertThat(scanAll(0)).isEqualTo(written);
  }

  @Test
  void readsWhenABareDocumentEnds() {
    assumeTrue(
        store.capabilities().of(Feature.SCAN).kind() != Kind.NONE,
        "needs a real Couchbase Server: the mock does not tell when a document ends");
    documents()
        .upsert(
            prefix + "k",
            "bare".getBytes(StandardCharsets.UTF_8),
            UpsertOptions.upsertOptions()
                .transcoder(RawBinaryTranscoder.INSTANCE)
                .expiry(Duration.ofSeconds(90)));

    assertThat(getAll("k").get(0).expiresAt())
        .isBetween(System.currentTimeMillis() + 80_000, System.currentTimeMillis() + 91_000);
  }
}
