package io.laminar.deploy.testkit;

import io.laminar.deploy.servers.EmbeddedDynamoDb;
import io.laminar.deploy.servers.EmbeddedKafka;
import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.servers.EmbeddedServer;
import io.laminar.deploy.servers.Port;
import io.laminar.deploy.servers.RunFolder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Addresses of real servers, each started once per JVM on first use and stopped when the JVM ends.
 *
 * <p>In containers where a Docker engine answers, else from the jar. {@code LAMINAR_TEST_SERVERS}
 * decides otherwise: {@code docker} (an error if there is none), {@code embedded}, or {@code auto}.
 *
 * <p>Tests share the servers, so a test keeps to names of its own (keys, tables, topics), or takes
 * a server of its own to break: {@link #ownRedis}, {@link #ownPostgres}, {@link #ownKafka}. Those
 * are always child processes, since a test wants to stop, freeze and kill them. Thread-safe.
 */
public final class TestServers {

  private static final List<EmbeddedServer> STARTED = new CopyOnWriteArrayList<>();

  private TestServers() {}

  /** {@code redis://127.0.0.1:port}. */
  public static String redis() {
    return Redis.ADDRESS;
  }

  /** Another Redis, for what moves from one to the other. */
  public static String secondRedis() {
    return SecondRedis.ADDRESS;
  }

  /**
   * {@code postgresql://user@127.0.0.1:port/database}; the user may create tables and databases.
   */
  public static String postgres() {
    return Postgres.ADDRESS;
  }

  /** {@code 127.0.0.1:port}, a bootstrap server. */
  public static String kafka() {
    return Kafka.ADDRESS;
  }

  /** {@code dynamodb://127.0.0.1:port}, a DynamoDB Local. */
  public static String dynamoDb() {
    return DynamoDb.ADDRESS;
  }

  /** A Redis that is the caller's alone; it forgets everything when it ends. */
  public static EmbeddedRedis ownRedis() {
    return started(new EmbeddedRedis(Run.FOLDER, Port.ANY, false));
  }

  /** A Redis that is the caller's alone and loses nothing it acknowledged, even when killed. */
  public static EmbeddedRedis ownDurableRedis() {
    return started(new EmbeddedRedis(Run.FOLDER, Port.ANY, true));
  }

  /**
   * A PostgreSQL that is the caller's alone; it loses nothing it acknowledged, even when killed.
   *
   * @param settings of the server's, such as {@code max_connections=10}
   */
  public static EmbeddedPostgres ownPostgres(String... settings) {
    return started(new EmbeddedPostgres(Run.FOLDER, Port.ANY, settings));
  }

  /** A Kafka that is the caller's alone; it loses nothing it acknowledged, even when killed. */
  public static EmbeddedKafka ownKafka() {
    return started(new EmbeddedKafka(Run.FOLDER, Port.ANY));
  }

  /** A DynamoDB Local that is the caller's alone; it forgets everything when it ends. */
  public static EmbeddedDynamoDb ownDynamoDb() {
    return started(new EmbeddedDynamoDb(Run.FOLDER, Port.ANY, DynamoDbLocal.classPath(), false));
  }

  /** A DynamoDB Local that is the caller's alone and keeps its tables in files. */
  public static EmbeddedDynamoDb ownDurableDynamoDb() {
    return started(new EmbeddedDynamoDb(Run.FOLDER, Port.ANY, DynamoDbLocal.classPath(), true));
  }

  private static <S extends EmbeddedServer> S started(S server) {
    STARTED.add(server);
    server.start();
    return server;
  }

  private static ServerSource source() {
    String chosen = TestSettings.read("servers", "auto");
    return switch (chosen) {
      case "auto" -> DockerEngine.answers() ? new ContainerSource(false) : new EmbeddedSource();
      case "docker" -> new ContainerSource(true);
      case "embedded" -> new EmbeddedSource();
      default ->
          throw new IllegalArgumentException(
              "LAMINAR_TEST_SERVERS must be auto, docker or embedded, was \"" + chosen + "\"");
    };
  }

  // Each holder is initialised by its first use, once, and by no other server's use.

  private static final class Source {
    static final ServerSource CHOSEN = source();
  }

  private static final class Redis {
    static final String ADDRESS = Source.CHOSEN.redis();
  }

  private static final class SecondRedis {
    static final String ADDRESS = Source.CHOSEN.redis();
  }

  private static final class Postgres {
    static final String ADDRESS = Source.CHOSEN.postgres();
  }

  private static final class Kafka {
    static final String ADDRESS = Source.CHOSEN.kafka();
  }

  private static final class DynamoDb {
    static final String ADDRESS = Source.CHOSEN.dynamoDb();
  }

  private static final class Run {
    static final RunFolder FOLDER = RunFolder.open();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(Run::stopAll, "stop-test-servers"));
    }

    private static void stopAll() {
      STARTED.parallelStream().forEach(EmbeddedServer::stop);
      FOLDER.close();
    }
  }
}
