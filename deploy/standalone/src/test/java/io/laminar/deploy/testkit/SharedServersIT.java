package io.laminar.deploy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both kinds of test servers are what the tests take them for. */
@Timeout(120)
class SharedServersIT {

  private static Vertx vertx;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void close() {
    vertx.close().await();
  }

  @Test
  void givesTwoRedisThatDoNotShareKeys() throws Exception {
    String key = "shared-servers-it";

    set(TestServers.redis(), key, "first");
    set(TestServers.secondRedis(), key, "second");

    assertThat(TestServers.redis()).isNotEqualTo(TestServers.secondRedis());
    assertThat(get(TestServers.redis(), key)).isEqualTo("first");
    assertThat(get(TestServers.secondRedis(), key)).isEqualTo("second");
  }

  @Test
  void givesAPostgresWhoseUserMayCreateDatabases() {
    var connection = PgConnection.connect(vertx, TestServers.postgres()).await();

    var version = connection.query("SHOW server_version_num").execute().await();
    connection.query("CREATE DATABASE shared_servers_it").execute().await();
    connection.query("DROP DATABASE shared_servers_it").execute().await();
    connection.close().await();

    assertThat(version.iterator().next().getString(0)).startsWith("18");
  }

  @Test
  void givesAKafkaThatMakesTopicsAsSoonAsItIsGiven() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka()))) {
      admin
          .createTopics(List.of(new NewTopic("shared-servers-it", 2, (short) 1)))
          .all()
          .get(20, TimeUnit.SECONDS);

      assertThat(admin.listTopics().names().get(20, TimeUnit.SECONDS))
          .contains("shared-servers-it");
    }
  }

  @Test
  void startsEachOnlyOnce() {
    assertThat(TestServers.redis()).isEqualTo(TestServers.redis());
    assertThat(TestServers.postgres()).isEqualTo(TestServers.postgres());
  }

  private static void set(String address, String key, String value) {
    send(address, Request.cmd(Command.SET, key, value));
  }

  private static String get(String address, String key) {
    return send(address, Request.cmd(Command.GET, key));
  }

  private static String send(String address, Request request) {
    Redis client = Redis.createClient(vertx, address);
    try {
      return client.send(request).await().toString();
    } finally {
      client.close();
    }
  }
}
