package io.laminar.migration.replicate;

import io.laminar.migration.postgres.PostgresLink;
import io.laminar.migration.store.Secrets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** One of two PostgreSQL servers, reached when it is first asked. Belongs to one context. */
final class PostgresServer {

  private static final Duration DEADLINE = Duration.ofSeconds(5);

  /** Making a slot waits for transactions that are under way. */
  private static final Duration SLOW = Duration.ofSeconds(30);

  private static final int MAX_IN_FLIGHT = 64;

  private final Vertx vertx;
  private final String uri;
  private final PgConnectOptions options;
  private final BooleanSupplier permitted;
  private Future<PostgresLink> link;

  PostgresServer(Vertx vertx, String uri, BooleanSupplier permitted) {
    this.vertx = vertx;
    this.uri = uri;
    this.options = PostgresLink.optionsOf(uri);
    this.permitted = permitted;
  }

  /** Where it is. */
  String place() {
    return options.getHost() + ":" + options.getPort() + "/" + options.getDatabase();
  }

  /** True if the address has one. */
  boolean hasPassword() {
    return !PgConnectOptions.DEFAULT_PASSWORD.equals(options.getPassword());
  }

  /** How the other server connects to this one (PostgreSQL's documentation, 34.1.1.1). */
  String connection() {
    var text = new StringBuilder();
    add(text, "host", options.getHost());
    add(text, "port", Integer.toString(options.getPort()));
    add(text, "dbname", options.getDatabase());
    add(text, "user", options.getUser());
    if (hasPassword()) {
      add(text, "password", options.getPassword());
    }
    add(text, "sslmode", options.getSslMode().value);
    add(text, "connect_timeout", "5");
    return text.toString();
  }

  private static void add(StringBuilder text, String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("'", "\\'");
    text.append(text.isEmpty() ? "" : " ").append(name).append("='").append(escaped).append("'");
  }

  /** Asks for what changes nothing. */
  Future<RowSet<Row>> ask(String operation, String sql, Object... parameters) {
    return opened().compose(open -> open.statement(operation, sql, Tuple.wrap(parameters)));
  }

  /** Asks for one row with one column. */
  Future<Object> value(String operation, String sql, Object... parameters) {
    return ask(operation, sql, parameters)
        .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getValue(0));
  }

  /** Changes something; several statements are one transaction. */
  Future<Void> change(String operation, String sql) {
    return permitted.getAsBoolean()
        ? opened().compose(open -> open.script(operation, sql, SLOW)).mapEmpty()
        : Future.failedFuture(new NotPermittedException(operation));
  }

  Future<Void> close() {
    return link == null
        ? Future.succeededFuture()
        : link.transform(open -> open.failed() ? Future.succeededFuture() : open.result().close());
  }

  private Future<PostgresLink> opened() {
    if (link == null || link.failed()) {
      link = PostgresLink.connected(vertx, options, Secrets.masked(uri), DEADLINE, MAX_IN_FLIGHT);
    }
    return link;
  }
}
