package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedCouchbaseMock;
import io.laminar.deploy.servers.EmbeddedServer;
import io.laminar.deploy.testkit.SlowProxy;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.couchbase.CouchbaseStore;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Couchbase's mock, in a process of its own, in trouble. It keeps its data in memory, so nothing
 * here shows what a real server keeps, and it cannot be scanned.
 */
final class CouchbaseFaultsIT extends StoreFaults {

  /** Couchbase's binary protocol: the second byte of a reply says what it answers. */
  private static final byte REPLACE = 0x03;

  private static EmbeddedCouchbaseMock server;

  @BeforeAll
  static void startServer() {
    server = TestServers.ownCouchbaseMock();
  }

  @AfterAll
  static void stopServer() {
    server.stop();
  }

  @Override
  EmbeddedServer server() {
    return server;
  }

  @Override
  String address(int port) {
    return server.address().replace(":" + server.port() + "/", ":" + port + "/");
  }

  @Override
  Future<Store> opening(String address, String name) {
    return CouchbaseStore.open(
        loop.vertx(),
        new CouchbaseStore.Options(
            address, name + ":", Format.ENVELOPE, DEADLINE, MAX_IN_FLIGHT, Duration.ofDays(7)));
  }

  /** The SDK gives a cluster five seconds to be ready, which a busy machine may need longer for. */
  @Override
  Store opened(String address) {
    return Awaitility.await()
        .until(() -> loop.call(() -> opening(address, name).otherwiseEmpty()), Objects::nonNull);
  }

  /** The cluster's map names the server; without this the SDK would go there past the proxy. */
  @Override
  SlowProxy proxy() {
    return super.proxy().standingIn();
  }

  @Override
  boolean scans() {
    return false;
  }

  /** Each waits some 160 ms for a connection. */
  @Override
  int callsWhileAway() {
    return 10;
  }

  /** The SDK keeps a connection that is silent. */
  @Override
  void assertSilent(Collection<StoreException> failures) {
    assertThat(failures).extracting(StoreException::kind).containsOnly(Kind.LATE);
  }

  @Override
  void assertKept(Set<Long> acknowledged, List<Long> versions) {
    assertThat(versions).hasSameSizeAs(acknowledged).containsOnly(Entry.ABSENT.version());
  }

  /** A put reads first; the reply that is cut is that of the reading. */
  @Override
  Entry afterTheCut() {
    return entry(1);
  }

  @Test
  void saysThatAReplacementMayHaveHappenedWhichItDidWhenItsReplyIsCutOff() {
    try (SlowProxy proxy = proxy()) {
      Store store = open(address(proxy.port()));
      write(store, entry(1));

      proxy.cutReplies(reply -> reply.length() > 1 && reply.getByte(1) == REPLACE);
      StoreException cut = failureOf(() -> store.putIfNewer("k", entry(2)));
      proxy.cutReplies(false);

      assertThat(cut.kind()).isEqualTo(Kind.LATE);
      assertThat(cut)
          .hasMessageContaining("put: the connection was lost")
          .hasMessageContaining("a write may have happened");
      recovers(store);
      assertThat(read(store)).isEqualTo(entry(2));
    }
  }

  @Test
  void takesAnAnswerThatStopsInItsMiddleAndGoesOn() {
    Store store = open();
    write(store, entry(1));

    server.delayReplies(200);
    assertThat(read(store)).isEqualTo(entry(1));
    server.delayReplies(2_000);
    StoreException late = failureOf(() -> store.get("k"));
    server.delayReplies(0);

    assertThat(late.kind()).isEqualTo(Kind.LATE);
    assertThat(read(store)).isEqualTo(entry(1));
  }

  @Test
  void saysThatAServerWithoutMemoryIsFullWhileItStillAnswersReaders() {
    Store store = open();
    write(store, entry(1));

    server.refuseReplacements(true);
    StoreException full = failureOf(() -> store.putIfNewer("k", entry(2)));
    Entry read = read(store);
    server.refuseReplacements(false);

    assertThat(full.kind()).isEqualTo(Kind.OVERLOADED);
    assertThat(full).hasMessageContaining("give the bucket more memory");
    assertThat(read).isEqualTo(entry(1));
    write(store, entry(3));
    assertThat(read(store)).isEqualTo(entry(3));
  }

  @Test
  void refusesAWrongPasswordWithoutSayingIt() {
    StoreException refused = refusal(server.address().replace("secret", "guessed"));

    assertThat(refused)
        .hasMessageStartingWith("couchbase://127.0.0.1:" + server.port() + "/laminar: connect: ")
        .hasMessageContaining("check user, password and bucket")
        .hasMessageNotContaining("guessed")
        .hasMessageNotContaining("secret");
  }

  @Test
  void saysThatThereIsNoSuchBucket() {
    assertThat(refusal(server.address().replaceFirst("/laminar$", "/other")))
        .hasMessageContaining("present")
        .hasMessageContaining("bucket in the address");
  }

  /** A machine that stands still may not hear why in time. */
  private StoreException refusal(String address) {
    return Awaitility.await()
        .until(
            () -> failureOf(() -> opening(address, name)),
            failure -> failure.kind() == Kind.REFUSED);
  }

  @Test
  void saysThatTheServerRefusesADurabilityItDoesNotHave() {
    Store durable = open(server.address() + "?durability=majority");

    StoreException refused =
        Awaitility.await()
            .until(
                () -> failureOf(() -> durable.putIfNewer("d", entry(1))),
                failure -> failure.kind() == Kind.REFUSED);

    assertThat(refused).hasMessageContaining("urability");
  }
}
