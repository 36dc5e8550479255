package io.laminar.deploy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedDynamoDb;
import io.laminar.deploy.servers.EmbeddedServer;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.dynamodb.DynamoDbAddress;
import io.laminar.migration.dynamodb.DynamoDbStore;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * DynamoDB Local, Amazon's stand-in, in trouble. Its client keeps connections for each request and
 * drops the one of a request that is late, so a server that is paused makes every request late.
 */
final class DynamoDbFaultsIT extends StoreFaults {

  private static EmbeddedDynamoDb server;

  @BeforeAll
  static void startServer() {
    server = TestServers.ownDurableDynamoDb();
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
    return "dynamodb://127.0.0.1:" + port;
  }

  @Override
  Future<Store> opening(String address, String name) {
    return DynamoDbStore.open(
        loop.vertx(),
        new DynamoDbStore.Options(
            DynamoDbAddress.of(address, name), DEADLINE, MAX_IN_FLIGHT, Duration.ofDays(7)));
  }

  @Override
  boolean keepsOneConnection() {
    return false;
  }

  @Test
  void failsAtOnceWhileNobodyListens() {
    Store store = open();
    server.kill();
    failureOf(() -> store.get("k"));

    List<Kind> kinds =
        IntStream.range(0, 200).mapToObj(i -> failureOf(() -> store.get("k")).kind()).toList();
    server.start();

    assertThat(kinds).containsOnly(Kind.UNREACHABLE);
    recovers(store);
  }

  @Test
  void namesTheTableThatWasTakenAway() {
    Store store = open();
    try (var raw = new RawDynamoDb(server.address())) {
      raw.client().deleteTable(delete -> delete.tableName(name)).join();
    }

    StoreException gone = failureOf(() -> store.get("k"));

    assertThat(gone.kind()).isEqualTo(Kind.REFUSED);
    assertThat(gone).hasMessageContaining(name).hasMessageContaining("ResourceNotFoundException");
  }
}
