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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The servers of a benchmark, on free ports. One that cannot be had here is told, and the others go
 * on without it. Belongs to the main thread.
 */
final class BenchServers implements AutoCloseable {

  private static final String DYNAMODB_CLASS_PATH = "dynamodb-local/target/class-path.txt";
  private static final String MOCK_CLASS_PATH = "standalone/target/couchbase-mock-class-path.txt";

  private final RunFolder run = RunFolder.open();
  private final List<EmbeddedServer> servers = new ArrayList<>();
  private Optional<EmbeddedServer> postgres = Optional.empty();

  /**
   * Starts an engine's server, one more if there is one already; but PostgreSQL, which holds many
   * tables, only once.
   *
   * @throws ServerException with why it cannot be had here
   */
  StorePlace start(BenchEngine engine) {
    String uri =
        switch (engine) {
          case REDIS -> started(new EmbeddedRedis(run, Port.ANY, false));
          case MEMCACHED -> started(new EmbeddedMemcached(run, Port.ANY, "-m", "1024"));
          case POSTGRES -> postgres();
          case DYNAMODB ->
              started(new EmbeddedDynamoDb(run, Port.ANY, classPath(DYNAMODB_CLASS_PATH), false));
          case COUCHBASE -> started(new EmbeddedCouchbaseMock(run, Port.ANY, classPathOfMock()));
          case REDSHIFT -> postgres().replaceFirst("^postgresql:", "redshift:");
        };
    return new StorePlace(engine, uri, engine.title());
  }

  /** Stops all and deletes their data. */
  @Override
  public void close() {
    servers.forEach(EmbeddedServer::stop);
    run.close();
  }

  /** One serves PostgreSQL and Redshift. */
  private String postgres() {
    if (postgres.isEmpty()) {
      postgres = Optional.of(new EmbeddedPostgres(run, Port.ANY));
      return started(postgres.get());
    }
    return postgres.get().address();
  }

  private String started(EmbeddedServer server) {
    servers.add(server);
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
