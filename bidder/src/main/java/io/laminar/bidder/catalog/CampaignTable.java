package io.laminar.bidder.catalog;

import io.laminar.migration.postgres.PostgresLink;
import io.laminar.migration.store.Secrets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;

/**
 * Campaigns as rows: id, version, document. Every change moves the set's revision in the same
 * statement, which also puts changes in a row, so that a reader that has seen a revision has seen
 * all changes up to it. Belongs to the context it was opened on.
 */
public final class CampaignTable {

  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int MAX_IN_FLIGHT = 64;

  /** Serialises the making of tables between processes; any number that nobody else uses. */
  private static final long SCHEMA_LOCK = 0x6c616d696e616343L;

  private static final String SCHEMA =
      "SELECT pg_advisory_xact_lock("
          + SCHEMA_LOCK
          + ");"
          + """
          CREATE TABLE IF NOT EXISTS campaign_set (
            id integer PRIMARY KEY CHECK (id = 1),
            revision bigint NOT NULL,
            currency text NOT NULL,
            seat text NOT NULL);
          INSERT INTO campaign_set (id, revision, currency, seat)
          VALUES (1, 0, 'USD', 'laminar') ON CONFLICT DO NOTHING;
          CREATE TABLE IF NOT EXISTS campaign (
            id text PRIMARY KEY,
            version bigint NOT NULL,
            document text NOT NULL,
            changed_at timestamptz NOT NULL DEFAULT now());
          """;

  private static final String TOUCH =
      "WITH touched AS (UPDATE campaign_set SET revision = revision + 1 WHERE id = 1"
          + " RETURNING revision) ";

  /** $1 id, $2 document. The version is the set's revision, so none is ever used twice. */
  private static final String CREATE =
      TOUCH
          + "INSERT INTO campaign (id, version, document)"
          + " SELECT $1, revision, $2 FROM touched ON CONFLICT DO NOTHING RETURNING version";

  /** $1 id, $2 document, $3 version before. */
  private static final String CHANGE =
      TOUCH
          + "UPDATE campaign SET version = touched.revision, document = $2, changed_at = now()"
          + " FROM touched WHERE id = $1 AND version = $3 RETURNING version";

  /** $1 id, $2 version before. */
  private static final String DELETE =
      TOUCH
          + "DELETE FROM campaign USING touched WHERE campaign.id = $1 AND version = $2"
          + " RETURNING version";

  private final Vertx vertx;
  private final String uri;
  private Future<PostgresLink> link;
  private boolean closed;

  /**
   * @param uri of the PostgreSQL
   */
  public CampaignTable(Vertx vertx, String uri) {
    this.vertx = vertx;
    this.uri = uri;
  }

  /**
   * All campaigns at one instant.
   *
   * @param rows of id, version and document
   */
  record Content(long revision, String currency, String seat, RowSet<Row> rows) {}

  /** One campaign's document. */
  record Document(long version, String text) {}

  String name() {
    return "campaigns of " + Secrets.masked(uri);
  }

  Future<Long> revision() {
    return run("look for changed campaigns", "SELECT revision FROM campaign_set", Tuple.tuple())
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /**
   * Everything; the revision is read first, so what changes meanwhile is found at the next look.
   */
  Future<Content> load() {
    return run(
            "read the set of campaigns",
            "SELECT revision, currency, seat FROM campaign_set",
            Tuple.tuple())
        .map(rows -> rows.iterator().next())
        .compose(
            set ->
                run(
                        "read the campaigns",
                        "SELECT id, version, document FROM campaign ORDER BY id",
                        Tuple.tuple())
                    .map(
                        rows ->
                            new Content(set.getLong(0), set.getString(1), set.getString(2), rows)));
  }

  Future<Optional<Document>> find(String id) {
    return run(
            "read a campaign", "SELECT version, document FROM campaign WHERE id = $1", Tuple.of(id))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(
                        new Document(
                            rows.iterator().next().getLong(0),
                            rows.iterator().next().getString(1))));
  }

  /** The version, or empty if there is a campaign of this id. */
  Future<Optional<Long>> create(String id, String document) {
    return version(run("create a campaign", CREATE, Tuple.of(id, document)));
  }

  /** The new version, or empty if there is no such campaign of that version. */
  Future<Optional<Long>> change(String id, String document, long version) {
    return version(run("change a campaign", CHANGE, Tuple.of(id, document, version)));
  }

  /** Empty if there is no such campaign of that version. */
  Future<Optional<Long>> delete(String id, long version) {
    return version(run("delete a campaign", DELETE, Tuple.of(id, version)));
  }

  Future<Void> close() {
    closed = true;
    Future<PostgresLink> used = link;
    return used == null
        ? Future.succeededFuture()
        : used.transform(
            opened -> opened.succeeded() ? opened.result().close() : Future.succeededFuture());
  }

  private static Future<Optional<Long>> version(Future<RowSet<Row>> changed) {
    return changed.map(
        rows ->
            rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next().getLong(0)));
  }

  private Future<RowSet<Row>> run(String operation, String sql, Tuple parameters) {
    return connected().compose(used -> used.statement(operation, sql, parameters));
  }

  private Future<PostgresLink> connected() {
    if (closed) {
      return Future.failedFuture(new IllegalStateException(name() + ": closed"));
    }
    if (link == null) {
      link = connect();
      link.onFailure(failure -> link = null);
    }
    return link;
  }

  private Future<PostgresLink> connect() {
    return PostgresLink.connected(
            vertx,
            PostgresLink.optionsOf(uri).setCachePreparedStatements(true),
            Secrets.masked(uri),
            DEADLINE,
            MAX_IN_FLIGHT)
        .compose(
            opened ->
                opened
                    .script("make the tables of campaigns", SCHEMA, DEADLINE)
                    .map(opened)
                    .recover(
                        failure -> opened.close().transform(done -> Future.failedFuture(failure))));
  }
}
