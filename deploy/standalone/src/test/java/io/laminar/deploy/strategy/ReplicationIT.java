package io.laminar.deploy.strategy;

import static io.vertx.redis.client.Request.cmd;
import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.testkit.ModestRole;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.postgres.PostgresLink;
import io.laminar.migration.redis.RedisLink;
import io.laminar.migration.store.EventLoop;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Synchronize by the servers' own replication, under reads, writes and deletes: up, back and up
 * again, and with servers that die or refuse.
 */
final class ReplicationIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PASSWORD = "s3cret";

  private final EventLoop loop = new EventLoop();

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void redisServersWithPasswordsFollowEachOtherAndOutliveTheOldOnesDeath() {
    EmbeddedRedis old = TestServers.ownRedis();
    EmbeddedRedis target = TestServers.ownRedis();
    protect(old);
    protect(target);
    try (var stage = new Stage(plan("it_replicaof", withPassword(old), withPassword(target), 60))) {
      stage.workload.start();

      stage.walkTo("S4");
      stage.letPass();
      assertThat(role(old)).isEqualTo("slave");

      old.kill();
      await(stage, sync -> "apart".equals(sync.getString("state")));
      stage.letPass();
      old.start(); // empty, and nobody's replica
      protect(old);
      await(stage, sync -> "following".equals(sync.getString("state")));

      stage.walkTo("S0");
      stage.letPass();
      assertThat(role(old)).isEqualTo("master");
      assertThat(role(target)).isEqualTo("master");

      stage.walkTo("S4");
      stage.letPass();
      stage.assertNothingIsLost();
    }
    old.stop();
    target.stop();
  }

  @Test
  void postgresServersFollowEachOtherAndLeaveNoSlotBehind() {
    EmbeddedPostgres old = TestServers.ownPostgres("wal_level=logical");
    EmbeddedPostgres target = TestServers.ownPostgres("wal_level=logical");
    try (var stage = new Stage(plan("it_logical", old.address(), target.address(), 60))) {
      stage.workload.start();

      stage.walkTo("S4");
      stage.letPass();
      assertThat(left(old)).containsExactly("publication", "slot", "subscription", "trigger");

      stage.walkTo("S0");
      stage.letPass();
      assertThat(left(old)).isEmpty();
      assertThat(left(target)).isEmpty();

      stage.walkTo("S4");
      stage.letPass();
      stage.assertNothingIsLost();

      EventLoop.wait(stage.ladder().complete("it_logical"));
      assertThat(left(old)).isEmpty();
      assertThat(left(target)).isEmpty();
    }
    old.stop();
    target.stop();
  }

  @Test
  void goesBackToTheOldRedisWhenTheNewOneDiesBeforeTheSwitch() {
    EmbeddedRedis old = TestServers.ownRedis();
    EmbeddedRedis target = TestServers.ownRedis();
    try (var stage = new Stage(plan("it_target_dies", old.address(), target.address(), 1))) {
      stage.workload.start();
      stage.walkTo("S2");
      target.kill();

      Throwable failure = stage.failureOfWalkTo("S4");

      assertThat(failure)
          .hasMessageContaining("waited 1000 ms for new to confirm the last write")
          .hasMessageEndingWith("went back from S2 to S1");
      assertThat(stage.status().step().id()).isEqualTo("S1");
      stage.letPass();
      target.start();
      await(stage, sync -> "following".equals(sync.getString("state")));
      stage.walkTo("S0");
      stage.assertNothingIsLost();
    }
    old.stop();
    target.stop();
  }

  @Test
  void goesBackToTheOldPostgresWhenTheNewOneDiesBeforeTheSwitch() {
    EmbeddedPostgres old = TestServers.ownPostgres("wal_level=logical");
    EmbeddedPostgres target = TestServers.ownPostgres("wal_level=logical");
    try (var stage = new Stage(plan("it_follower_dies", old.address(), target.address(), 1))) {
      stage.workload.start();
      stage.walkTo("S2");
      target.kill();

      Throwable failure = stage.failureOfWalkTo("S4");

      assertThat(failure)
          .hasMessageContaining("waited 1000 ms for new to confirm the last write")
          .hasMessageEndingWith("went back from S2 to S1");
      dropSlot(old, "laminar_it_follower_dies"); // as a server does whose disk would fill up
      stage.letPass();
      target.start();
      await(stage, sync -> "following".equals(sync.getString("state")));
      stage.assertNothingIsLost();
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(versions(target)).isEqualTo(versions(old)));
      stage.walkTo("S0");
      assertThat(left(old)).isEmpty();
    }
    old.stop();
    target.stop();
  }

  @Test
  void refusesRedisServersThatHoldWhatAReplicaWouldLose() {
    EmbeddedRedis old = TestServers.ownRedis();
    EmbeddedRedis target = TestServers.ownRedis();
    ask(old.address(), cmd(Command.SET).arg("elsewhere:1").arg("x"));
    ask(target.address(), cmd(Command.SET).arg("it_taken:1").arg("x"));
    try (var stage = new Stage(plan("it_taken", old.address(), target.address(), 60))) {

      Throwable failure = stage.failureOfWalkTo("S1");

      assertThat(failure)
          .hasMessageContaining("old holds other keys, such as elsewhere:1")
          .hasMessageContaining("new holds 1 keys")
          .hasMessageContaining("write sync: passes into the plan");
      assertThat(stage.status().step().id()).isEqualTo("S0");
      assertThat(ask(target.address(), cmd(Command.GET).arg("it_taken:1"))).isEqualTo("x");
    }
    old.stop();
    target.stop();
  }

  @Test
  void refusesPostgresServersThatAreNotSetUpForIt() {
    EmbeddedPostgres old = TestServers.ownPostgres("wal_level=logical", "max_replication_slots=1");
    EmbeddedPostgres target = TestServers.ownPostgres("wal_level=replica");
    sql(old, "SELECT pg_create_physical_replication_slot('somebody_elses')");
    sql(target, "CREATE TABLE it_unfit (key text COLLATE \"C\" PRIMARY KEY, value bytea NOT NULL)");
    sql(target, "INSERT INTO it_unfit VALUES ('k', 'x')");
    try (var stage = new Stage(plan("it_unfit", old.address(), target.address(), 60))) {

      Throwable failure = stage.failureOfWalkTo("S1");

      assertThat(failure)
          .hasMessageContaining("old has no slot left: raise max_replication_slots=1")
          .hasMessageContaining("new has wal_level=replica: set wal_level=logical")
          .hasMessageContaining("the table it_unfit of new holds rows");
      assertThat(stage.status().step().id()).isEqualTo("S0");
      assertThat(left(old)).isEmpty();
    }
    old.stop();
    target.stop();
  }

  @Test
  void namesTheStatementThatGivesEachRightThatIsMissingAndNeedsNoOther() {
    EmbeddedPostgres old = TestServers.ownPostgres("wal_level=logical");
    EmbeddedPostgres target = TestServers.ownPostgres("wal_level=logical");
    try (var roles = new ModestRole();
        var stage = new Stage(plan("it_rights", roles.with(old), roles.with(target), 60))) {
      stage.walkTo("S1"); // makes the tables
      stage.walkTo("S0");
      takeRights(roles, old);
      takeRights(roles, target);

      String refused = stage.failureOfWalkTo("S1").getMessage();

      List<String> statements =
          Pattern.compile("(old|new): the user mover lacks a right: ([^;.]+)")
              .matcher(refused)
              .results()
              .map(found -> found.group(1) + " " + found.group(2))
              .toList();
      assertThat(statements)
          .as(refused)
          .hasSize(10)
          .contains(
              "old ALTER ROLE mover REPLICATION",
              "old GRANT pg_create_subscription TO mover",
              "old GRANT CREATE ON DATABASE laminar TO mover",
              "new GRANT CREATE ON SCHEMA public TO mover",
              "new ALTER TABLE it_rights OWNER TO mover");
      assertThat(stage.status().step().id()).isEqualTo("S0");
      assertThat(left(old)).isEmpty();
      for (String statement : statements) {
        roles.sql(statement.startsWith("old ") ? old : target, statement.substring(4));
      }
      stage.workload.start();
      stage.walkTo("S4");
      stage.letPass();
      stage.walkTo("S0");
      stage.assertNothingIsLost();
      assertThat(left(old)).isEmpty();
      assertThat(left(target)).isEmpty();
    }
    old.stop();
    target.stop();
  }

  @Test
  void refusesARoleThatIsNoSuperuserWithoutAPasswordInTheOthersAddress() {
    EmbeddedPostgres old = TestServers.ownPostgres("wal_level=logical");
    EmbeddedPostgres target = TestServers.ownPostgres("wal_level=logical");
    try (var roles = new ModestRole();
        var stage = new Stage(plan("it_bare", old.address(), roles.with(target), 60))) {

      Throwable failure = stage.failureOfWalkTo("S1");

      assertThat(failure)
          .hasMessageContaining(
              "new: the user mover is no superuser, so the address of old needs a password");
      assertThat(left(old)).isEmpty();
    }
    old.stop();
    target.stop();
  }

  /** As an administrator does who has made the table and hands out as little as possible. */
  private static void takeRights(ModestRole roles, EmbeddedPostgres server) {
    for (String statement :
        List.of(
            "ALTER ROLE mover NOREPLICATION",
            "REVOKE pg_create_subscription FROM mover",
            "REVOKE CREATE ON DATABASE laminar FROM mover",
            "ALTER TABLE it_rights OWNER TO laminar",
            "GRANT ALL ON it_rights TO mover",
            "REVOKE CREATE ON SCHEMA public FROM mover")) {
      roles.sql(server, statement);
    }
  }

  private void dropSlot(EmbeddedPostgres server, String slot) {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions() // it is in use until the server has noticed
        .until(() -> !sql(server, "SELECT pg_drop_replication_slot('" + slot + "')").isEmpty());
  }

  private List<String> versions(EmbeddedPostgres server) {
    return sql(server, "SELECT key || ' ' || version FROM it_follower_dies ORDER BY 1").stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static void await(Stage stage, Predicate<JsonObject> sync) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> sync.test(stage.status().toJson().getJsonObject("sync")));
  }

  private void protect(EmbeddedRedis server) {
    ask(server.address(), cmd(Command.CONFIG).arg("SET").arg("requirepass").arg(PASSWORD));
  }

  private static String withPassword(EmbeddedRedis server) {
    return server.address().replace("redis://", "redis://:" + PASSWORD + "@");
  }

  private String role(EmbeddedRedis server) {
    return ask(withPassword(server), cmd(Command.INFO).arg("replication"))
        .lines()
        .filter(line -> line.startsWith("role:"))
        .findFirst()
        .orElseThrow()
        .substring(5);
  }

  private String ask(String address, Request request) {
    return loop.call(
        () ->
            RedisLink.connected(loop.vertx(), address, Duration.ofSeconds(30), 16)
                .compose(
                    link ->
                        link.send("test", request).map(String::valueOf).eventually(link::close)));
  }

  /** What a replication leaves on a server while it goes on. */
  private List<String> left(EmbeddedPostgres server) {
    return sql(
            server,
            "SELECT 'publication' AS what FROM pg_publication"
                + " UNION ALL SELECT 'subscription' FROM pg_subscription"
                + " UNION ALL SELECT 'slot' FROM pg_replication_slots WHERE slot_type = 'logical'"
                + " UNION ALL SELECT 'trigger' FROM pg_trigger WHERE NOT tgisinternal"
                + " ORDER BY 1")
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private List<Row> sql(EmbeddedPostgres server, String sql) {
    return loop.call(
        () ->
            PostgresLink.connected(
                    loop.vertx(),
                    PostgresLink.optionsOf(server.address()),
                    server.address(),
                    Duration.ofSeconds(30),
                    16)
                .compose(
                    link ->
                        link.statement("test", sql, Tuple.tuple())
                            .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList())
                            .eventually(link::close)));
  }

  private static String plan(String name, String from, String to, int switchWithinSeconds) {
    return """
    name: %s
    strategy: synchronize
    from: {store: "%s", namespace: %s}
    to: {store: "%s", namespace: %s}
    limits: {soak: 200ms, quiet: 1s, pageSize: 100, switchWithin: %ds}
    """
        .formatted(name, from, name, to, name, switchWithinSeconds);
  }
}
