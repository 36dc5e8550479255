package io.laminar.deploy.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.control.MigrationOptions;
import io.laminar.migration.control.MigrationService;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.fleet.FleetOptions;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.route.Sides;
import io.laminar.migration.store.EventLoop;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.SetParams;

/** Clients of Redis read and write through the proxy while their data moves to PostgreSQL. */
@Timeout(600)
class ProxiedMigrationIT {

  private static final int CLIENTS = 3;
  private static final int KEYS = 400;

  private final Vertx vertx = Vertx.vertx();
  private final String namespace =
      "moved" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
  private final List<Client> clients = new ArrayList<>();
  private MigrationService migration;
  private RunningProxy proxy;

  @BeforeEach
  void start() {
    migration = EventLoop.wait(MigrationService.start(vertx, options()));
    proxy = RunningProxy.of(migration.member(), namespace);
  }

  @AfterEach
  void stop() {
    clients.forEach(Client::end);
    proxy.close();
    EventLoop.wait(migration.close());
    EventLoop.wait(vertx.close());
  }

  @Test
  void losesNothingOfItsClientsOnTheWayThereAndBack() throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      var client = new Client(i, i % 2 == 0 ? RedisProtocol.RESP2 : RedisProtocol.RESP3);
      clients.add(client);
      client.thread.start();
    }
    awaitRounds(100);

    walkTo("S3");
    try (Jedis jedis = proxy.client(RedisProtocol.RESP2)) {
      assertThat(refusal(() -> jedis.incr("counter")))
          .contains("'incr' needs one store that decides alone");
    }
    walkTo("S7");
    try (Jedis jedis = proxy.client(RedisProtocol.RESP2)) {
      assertThat(jedis.incr("counter")).isEqualTo(1);
    }
    awaitRounds(100);
    walkTo("S0");
    awaitRounds(100);

    clients.forEach(Client::end);
    assertThat(clients).allSatisfy(client -> assertThat(client.complaints).isEmpty());
    for (Client client : clients) {
      client.assertEverythingIsThere();
    }
    try (Jedis jedis = proxy.client(RedisProtocol.RESP3)) {
      assertThat(jedis.incr("counter")).isEqualTo(2);
    }
  }

  private static String refusal(Runnable call) {
    try {
      call.run();
    } catch (JedisDataException e) {
      return e.getMessage();
    }
    throw new AssertionError("was not refused");
  }

  private void walkTo(String step) {
    var walk = migration.ladder().walkTo(step);
    Awaitility.await().atMost(Duration.ofMinutes(4)).until(walk::isComplete);
    assertThat(walk.succeeded()).as("walk to %s: %s", step, walk.cause()).isTrue();
  }

  /** Every client has done so many more. */
  private void awaitRounds(int more) {
    for (Client client : clients) {
      int before = client.rounds;
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> client.rounds >= before + more || !client.thread.isAlive());
    }
  }

  private MigrationOptions options() {
    return new MigrationOptions(
        new Sides.Addresses(
            new StoreAddress(TestServers.redis(), namespace, Format.ENVELOPE),
            new StoreAddress(TestServers.postgres(), namespace, Format.ENVELOPE),
            RunningProxy.STORE_LIMITS),
        new StoreAddress(TestServers.postgres(), namespace + "_control", Format.ENVELOPE),
        new LadderOptions(
            namespace, 500, 4, 0, 10, Duration.ofMillis(500), Duration.ofMillis(1_600)),
        // longer than this machine may stall: a member without a lease refuses writes
        new FleetOptions("", Duration.ofSeconds(60), Duration.ofSeconds(2), Duration.ofSeconds(1)),
        "127.0.0.1",
        0);
  }

  /** One connection, one thread and keys of its own, so that it knows what each must be. */
  private final class Client {

    private final int number;
    private final RedisProtocol protocol;
    private final Random random;
    private final Map<String, String> acknowledged = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "client");
    private volatile boolean running = true;
    private volatile int rounds;

    Client(int number, RedisProtocol protocol) {
      this.number = number;
      this.protocol = protocol;
      this.random = new Random(number);
    }

    private void run() {
      try (Jedis jedis = proxy.client(protocol)) {
        while (running) {
          round(jedis);
          rounds = rounds + 1;
        }
      } catch (RuntimeException e) {
        complaints.add(e.toString());
      }
    }

    private void round(Jedis jedis) {
      String key = "c" + number + ":" + random.nextInt(KEYS);
      String text = "v" + rounds;
      switch (random.nextInt(4)) {
        case 0 -> {
          long deleted = jedis.del(key);
          if (deleted != (acknowledged.remove(key) == null ? 0 : 1)) {
            complaints.add("DEL " + key + " answered " + deleted);
          }
        }
        case 1 -> {
          String other = "c" + number + ":" + random.nextInt(KEYS);
          jedis.mset(key, text, other, text);
          acknowledged.put(key, text);
          acknowledged.put(other, text);
        }
        default -> {
          jedis.set(key, text, SetParams.setParams().ex(86_400));
          acknowledged.put(key, text);
        }
      }
      String read = jedis.get(key);
      if (!java.util.Objects.equals(read, acknowledged.get(key))) {
        complaints.add("GET " + key + " answered " + read + ", not " + acknowledged.get(key));
      }
    }

    void end() {
      running = false;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }

    void assertEverythingIsThere() {
      try (Jedis jedis = proxy.client(protocol)) {
        for (int i = 0; i < KEYS; i++) {
          String key = "c" + number + ":" + i;
          assertThat(jedis.get(key)).as(key).isEqualTo(acknowledged.get(key));
        }
      }
    }
  }
}
