package io.laminar.deploy.testkit;

import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.migration.postgres.PostgresLink;
import io.laminar.migration.store.EventLoop;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/**
 * A PostgreSQL role that is no superuser, has a password, is asked for it, and has the rights that
 * replication needs, as the page on synchronize tells them.
 */
public final class ModestRole implements AutoCloseable {

  public static final String NAME = "mover";

  private static final String PASSWORD = "s3cret";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** The superuser goes on without a password. */
  private static final String ASK_FOR_PASSWORDS =
      "COPY (SELECT unnest(ARRAY['host all laminar 127.0.0.1/32 trust',"
          + " 'host all all 127.0.0.1/32 scram-sha-256'])) TO ";

  private final EventLoop loop = new EventLoop();

  /** Makes the role on a server of one's own, and gives the address that uses it. */
  public String with(EmbeddedPostgres server) {
    sql(server, "CREATE ROLE mover LOGIN PASSWORD '" + PASSWORD + "' REPLICATION");
    sql(server, "GRANT pg_create_subscription TO mover");
    sql(server, "GRANT CREATE ON DATABASE laminar TO mover");
    sql(server, "GRANT CREATE ON SCHEMA public TO mover");
    String file = sql(server, "SHOW hba_file").get(0).getString(0);
    sql(server, ASK_FOR_PASSWORDS + "'" + file.replace("'", "''") + "'");
    sql(server, "SELECT pg_reload_conf()");
    String address = server.address().replace("laminar@", NAME + ":" + PASSWORD + "@");
    Awaitility.await().atMost(PATIENCE).until(() -> isAskedFor(server));
    return address;
  }

  /** True once the file has been read: a wrong password is refused. */
  private boolean isAskedFor(EmbeddedPostgres server) {
    String wrong = server.address().replace("laminar@", NAME + ":wrong@");
    return loop.call(
        () ->
            PostgresLink.connected(
                    loop.vertx(), PostgresLink.optionsOf(wrong), wrong, Duration.ofSeconds(30), 16)
                .compose(PostgresLink::close)
                .map(false)
                .otherwise(true));
  }

  /** Runs a statement as superuser. */
  public List<Row> sql(EmbeddedPostgres server, String sql) {
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

  @Override
  public void close() {
    loop.close();
  }
}
