package io.laminar.deploy.bench;

import io.laminar.deploy.servers.EmbeddedCouchbaseMock;
import io.laminar.deploy.servers.EmbeddedDynamoDb;
import io.laminar.deploy.servers.EmbeddedMemcached;
import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.servers.EmbeddedServer;
import io.laminar.deploy.servers.Port;
import io.laminar.deploy.servers.RunFolder;
import io.laminar.deploy.servers.ServerException;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * The servers of a benchmark, on free ports. One that cannot be had here is told, and the others go
 * on without it. Belongs to the main thread.
 */
final class BenchServers implements AutoCloseable {

  private static final String DYNAMODB_CLASS_PATH = "dynamodb-local/target/class-path.txt";
  private static final String MOCK_CLASS_PATH = "standalone/target/couchbase-mock-class-path.txt";

  private final RunFolder run = RunFolder.open();
  private final Map<BenchEngine, EmbeddedServer> serverByEngine = new EnumMap<>(BenchEngine.class);

  /**
   * Starts an engine's server.
   *
   * @throws ServerException with why it cannot be had here
   */
  StorePlace start(BenchEngine engine) {
    String uri =
        switch (engine) {
          case REDIS -> started(engine, new EmbeddedRedis(run, Port.ANY, false));
          case MEMCACHED -> started(engine, new EmbeddedMemcached(run, Port.ANY, "-m", "1024"));
          case POSTGRES -> postgres();
          case DYNAMODB ->
              started(
                  engine,
                  new EmbeddedDynamoDb(run, Port.ANY, classPath(DYNAMODB_CLASS_PATH), false));
          case COUCHBASE ->
              started(engine, new EmbeddedCouchbaseMock(run, Port.ANY, classPathOfMock()));
          case REDSHIFT -> postgres().replaceFirst("^postgresql:", "redshift:");
        };
    return new StorePlace(engine, uri, engine.title());
  }

  /** Stops all and deletes their data. */
  @Override
  public void close() {
    serverByEngine.values().forEach(EmbeddedServer::stop);
    run.close();
  }

  /** One serves PostgreSQL and Redshift. */
  private String postgres() {
    EmbeddedServer known = serverByEngine.get(BenchEngine.POSTGRES);
    return known != null
        ? known.address()
        : started(BenchEngine.POSTGRES, new EmbeddedPostgres(run, Port.ANY));
  }

  private String started(BenchEngine engine, EmbeddedServer server) {
    serverByEngine.put(engine, server);
    server.start();
    return server.address();
  }

  /** The program that starts the mock is one of the tests. */
  private static String classPathOfMock() {
    Path tests = writtenByTheBuild(MOCK_CLASS_PATH).resolveSibling("test-classes");
    return tests + File.pathSeparator + classPath(MOCK_CLASS_PATH);
  }

  private static String classPath(String file) {
    Path written = writtenByTheBuild(file);
    try {
      return Files.readString(written).trim();
    } catch (IOException e) {
      throw new ServerException("cannot read " + written, e);
    }
  }

  /** Beside the jar lies what tells of programs that the jar may not or need not carry. */
  private static Path writtenByTheBuild(String file) {
    Path written = folderOfModules().resolve(file).normalize();
    if (!Files.exists(written)) {
      throw new ServerException(
          "no " + written + ", which the build writes: run it from the sources, after mvn package");
    }
    return written;
  }

  /** {@code deploy}, seen from the jar or the classes of {@code deploy/standalone/target}. */
  private static Path folderOfModules() {
    try {
      Path code =
          Path.of(BenchServers.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return code.resolve("../../..");
    } catch (URISyntaxException e) {
      throw new ServerException("cannot tell where the program lies", e);
    }
  }
}
