package io.laminar.deploy.testkit;

import io.laminar.deploy.servers.EmbeddedKafka;
import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.servers.EmbeddedServer;
import io.laminar.deploy.servers.Port;
import io.laminar.deploy.servers.RunFolder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Addresses of real servers, each started once per JVM on first use and stopped when the JVM ends.
 *
 * <p>Tests share them, so a test keeps to names of its own (keys, tables, topics), or takes a
 * server of its own to break: {@link #ownRedis}, {@link #ownPostgres}, {@link #ownKafka}. Those are
 * always child processes, since a test wants to stop, freeze and kill them. Thread-safe.
 */
public final class TestServers {

  private static final List<EmbeddedServer> STARTED =
      Collections.synchronizedList(new ArrayList<>());

  private TestServers() {}

  private static final class Run {
    static final RunFolder FOLDER = RunFolder.open();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(Run::stopAll, "stop-test-servers"));
    }

    private static void stopAll() {
      List.copyOf(STARTED).forEach(EmbeddedServer::stop);
      FOLDER.close();
    }
  }

  private static final class Redis {
    static final String ADDRESS = ownRedis().address();
  }

  private static final class SecondRedis {
    static final String ADDRESS = ownRedis().address();
  }

  private static final class Postgres {
    static final String ADDRESS = ownPostgres().address();
  }

  private static final class Kafka {
    static final String ADDRESS = ownKafka().address();
  }

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
   */
  public static EmbeddedPostgres ownPostgres() {
    return started(new EmbeddedPostgres(Run.FOLDER, Port.ANY));
  }

  /** A Kafka that is the caller's alone; it loses nothing it acknowledged, even when killed. */
  public static EmbeddedKafka ownKafka() {
    return started(new EmbeddedKafka(Run.FOLDER, Port.ANY));
  }

  private static <S extends EmbeddedServer> S started(S server) {
    server.start();
    STARTED.add(server);
    return server;
  }
}
