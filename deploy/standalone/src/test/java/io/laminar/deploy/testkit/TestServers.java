package io.laminar.deploy.testkit;

import io.laminar.deploy.servers.EmbeddedCouchbaseMock;
import io.laminar.deploy.servers.EmbeddedDynamoDb;
import io.laminar.deploy.servers.EmbeddedKafka;
import io.laminar.deploy.servers.EmbeddedMemcached;
import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.servers.EmbeddedServer;
import io.laminar.deploy.servers.Port;
import io.laminar.deploy.servers.RunFolder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Addresses of real servers, each started once per JVM on first use and stopped when the JVM ends.
 *
 * <p>In containers where a Docker engine answers, else from the jar. {@code LAMINAR_TEST_SERVERS}
 * decides otherwise: {@code docker} (an error if there is none), {@code embedded}, or {@code auto}.
 *
 * <p>Tests share the servers, so a test keeps to names of its own (keys, tables, topics), or takes
 * a server of its own to break: {@link #ownRedis}, {@link #ownPostgres}, {@link #ownKafka} … Those
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
   * {@code memcached://127.0.0.1:port}; another server can be named with {@code
   * LAMINAR_TEST_MEMCACHED}, whose entries the tests delete.
   */
  public static String memcached() {
    return Memcached.ADDRESS;
  }

  /**
   * {@code postgresql://user@127.0.0.1:port/database}; the user may create tables and databases.
   */
  public static String postgres() {
    return Postgres.ADDRESS;
  }

  /**
   * {@code redshift://user@127.0.0.1:port/database}: the PostgreSQL in Redshift's place, since
   * Redshift is only to be had from Amazon.
   */
  public static String redshift() {
    return postgres().replaceFirst("^postgresql:", "redshift:");
  }

  /** {@code 127.0.0.1:port}, a bootstrap server. */
  public static String kafka() {
    return Kafka.ADDRESS;
  }

  /**
   * {@code couchbase://user:password@127.0.0.1:port/laminar}; a mock of Couchbase where there is no
   * Docker engine, since no real one can be had from a repository of jars.
   */
  public static String couchbase() {
    return Couchbase.ADDRESS;
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

  /** A Memcached that is the caller's alone, started with these options as well. */
  public static EmbeddedMemcached ownMemcached(String... options) {
    return started(new EmbeddedMemcached(Run.FOLDER, Port.ANY, options));
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

  /** A mock of Couchbase that is the caller's alone; it forgets everything when it ends. */
  public static EmbeddedCouchbaseMock ownCouchbaseMock() {
    return started(
        new EmbeddedCouchbaseMock(Run.FOLDER, Port.ANY, System.getProperty("java.class.path")));
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

  /**
   * On a thread of its own, so that the timeout of the test that comes first cannot interrupt what
   * all tests share.
   */
  private static <T> T undisturbed(Supplier<T> start) {
    return CompletableFuture.supplyAsync(start, task -> new Thread(task, "test-servers").start())
        .join();
  }

  // Each holder is initialised by its first use, once, and by no other server's use.

  private static final class Source {
    static final ServerSource CHOSEN = source();
  }

  private static final class Redis {
    static final String ADDRESS = undisturbed(Source.CHOSEN::redis);
  }

  private static final class SecondRedis {
    static final String ADDRESS = undisturbed(Source.CHOSEN::redis);
  }

  private static final class Memcached {
    static final String ADDRESS = given();

    private static String given() {
      String given = TestSettings.read("memcached", "");
      return given.isEmpty() ? Source.CHOSEN.memcached() : given;
    }
  }

  private static final class Postgres {
    static final String ADDRESS = undisturbed(Source.CHOSEN::postgres);
  }

  private static final class Kafka {
    static final String ADDRESS = undisturbed(Source.CHOSEN::kafka);
  }

  private static final class Couchbase {
    static final String ADDRESS = Source.CHOSEN.couchbase();
  }

  private static final class DynamoDb {
    static final String ADDRESS = Source.CHOSEN.dynamoDb();
  }

  private static final class Run {
    static final RunFolder FOLDER = undisturbed(RunFolder::open);

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(Run::stopAll, "stop-test-servers"));
    }

    private static void stopAll() {
      STARTED.parallelStream().forEach(EmbeddedServer::stop);
      FOLDER.close();
    }
  }
}
