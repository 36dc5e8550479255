package io.laminar.bidder.money;

import io.laminar.migration.postgres.PostgresLink;
import io.laminar.migration.store.Secrets;
import io.laminar.stats.report.SpendSql;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ledger that bidders share: tables beside the committed statistics.
 *
 * <p>A draw is one transaction: it locks the campaigns' rows in the order of their ids, forgets
 * holds that are settled, reads what was spent and what is held, and holds what it grants. All of
 * that happens after the lock, so two bidders never see the same money. The clock is the server's.
 * While the server is away everything fails at once, and the connection comes back by itself.
 * Belongs to the context it was opened on.
 */
public final class PostgresBudgetLedger implements BudgetLedger {

  private static final int KEY_BYTES = 32;
  private static final int MAX_IN_FLIGHT = 64;

  /** Serialises the making of tables between processes; any number that nobody else uses. */
  private static final long SCHEMA_LOCK = 0x6c616d696e61724dL;

  private static final String SCHEMA =
      "SELECT pg_advisory_xact_lock("
          + SCHEMA_LOCK
          + ");"
          + """
          CREATE TABLE IF NOT EXISTS money_campaign (
            campaign_id text PRIMARY KEY,
            day date NOT NULL,
            reserved_nanos bigint NOT NULL);
          CREATE TABLE IF NOT EXISTS money_hold (
            campaign_id text NOT NULL,
            settled_millis bigint NOT NULL,
            holder text NOT NULL,
            nanos bigint NOT NULL CHECK (nanos >= 0),
            PRIMARY KEY (campaign_id, settled_millis, holder));
          CREATE TABLE IF NOT EXISTS money_key (
            id integer PRIMARY KEY CHECK (id = 1),
            key bytea NOT NULL,
            made_at timestamptz NOT NULL DEFAULT now());
          """;

  /** $1 campaigns. */
  private static final String BEGIN =
      """
      INSERT INTO money_campaign (campaign_id, day, reserved_nanos)
      SELECT id, (now() AT TIME ZONE 'UTC')::date, 0 FROM unnest($1::text[]) AS id
      ON CONFLICT DO NOTHING\
      """;

  /** $1 campaigns. */
  private static final String LOCK =
      "SELECT 1 FROM money_campaign WHERE campaign_id = ANY($1::text[])"
          + " ORDER BY campaign_id FOR UPDATE";

  /** $1 campaigns, $2 topic. */
  private static final String FORGET =
      "DELETE FROM money_hold WHERE campaign_id = ANY($1::text[]) AND settled_millis < "
          + SpendSql.completeMillis("$2");

  private static final String MIDNIGHT = "date_trunc('day', clock_timestamp(), 'UTC')";

  /**
   * What is held by draw and what of it was given back: more than nothing is never held, whatever
   * comes late for a draw of which a part is forgotten. $1 campaigns.
   */
  private static final String HELD =
      """
      SELECT draw.campaign_id, sum(greatest(0, draw.nanos - coalesce(lost.nanos, 0)))::bigint AS held
      FROM (SELECT campaign_id, settled_millis, sum(nanos) AS nanos FROM money_hold
            WHERE campaign_id = ANY($1::text[]) GROUP BY campaign_id, settled_millis) AS draw
      LEFT JOIN (%s) AS lost USING (campaign_id, settled_millis)
      GROUP BY draw.campaign_id\
      """
          .formatted(SpendSql.released("$1::text[]"));

  /** $1 campaigns. */
  private static final String READ =
      """
      SELECT c.campaign_id,
             coalesce(s.today, 0),
             coalesce(s.spent, 0),
             coalesce(h.held, 0),
             CASE WHEN c.day = (clock_timestamp() AT TIME ZONE 'UTC')::date
                  THEN c.reserved_nanos ELSE 0 END,
             (extract(epoch FROM clock_timestamp()) * 1000)::bigint
      FROM money_campaign AS c
      LEFT JOIN (%s) AS s ON s.campaign_id = c.campaign_id
      LEFT JOIN (%s) AS h ON h.campaign_id = c.campaign_id
      WHERE c.campaign_id = ANY($1::text[])\
      """
          .formatted(SpendSql.spent("$1::text[]", MIDNIGHT), HELD);

  /** $1 campaigns, $2 when they settle, $3 nanos, $4 holder. */
  private static final String HOLD =
      """
      INSERT INTO money_hold (campaign_id, settled_millis, holder, nanos)
      SELECT b.id, b.settled, $4, b.nanos
      FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS b(id, settled, nanos)
      ON CONFLICT (campaign_id, settled_millis, holder)
      DO UPDATE SET nanos = money_hold.nanos + excluded.nanos\
      """;

  /** $1 campaigns, $2 nanos: negative if given back. */
  private static final String RESERVE =
      """
      UPDATE money_campaign AS c
      SET reserved_nanos = greatest(0, b.nanos + CASE
            WHEN c.day = (clock_timestamp() AT TIME ZONE 'UTC')::date THEN c.reserved_nanos
            ELSE 0 END),
          day = (clock_timestamp() AT TIME ZONE 'UTC')::date
      FROM unnest($1::text[], $2::bigint[]) AS b(id, nanos)
      WHERE c.campaign_id = b.id\
      """;

  /** $1 campaigns, $2 when they settle, $3 nanos, $4 holder. */
  private static final String GIVE_BACK =
      """
      UPDATE money_hold AS h
      SET nanos = h.nanos - b.nanos
      FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS b(id, settled, nanos)
      WHERE h.campaign_id = b.id AND h.settled_millis = b.settled AND h.holder = $4
        AND h.nanos >= b.nanos\
      """;

  private final Vertx vertx;
  private final String uri;
  private final String topic;
  private final Tenure tenure;
  private final Duration deadline;
  private Future<PostgresLink> link;
  private boolean closed;

  /**
   * @param uri of the PostgreSQL that holds the statistics
   * @param topic that the statistics travel through
   * @param deadline for one draw
   */
  public PostgresBudgetLedger(
      Vertx vertx, String uri, String topic, Tenure tenure, Duration deadline) {
    this.vertx = vertx;
    this.uri = uri;
    this.topic = topic;
    this.tenure = tenure;
    this.deadline = deadline;
  }

  @Override
  public Future<List<Grant>> draw(String holder, List<Wish> wishes) {
    String[] ids = wishes.stream().map(wish -> wish.terms().campaignId()).toArray(String[]::new);
    return connected()
        .compose(
            used ->
                used.transaction(
                    "draw budgets", deadline, connection -> draw(connection, holder, wishes, ids)));
  }

  private Future<List<Grant>> draw(
      SqlConnection connection, String holder, List<Wish> wishes, String[] ids) {
    return run(connection, BEGIN, tuple((Object) ids))
        .compose(begun -> run(connection, LOCK, tuple((Object) ids)))
        .compose(locked -> run(connection, FORGET, tuple(ids, topic)))
        .compose(forgotten -> run(connection, READ, tuple((Object) ids)))
        .map(rows -> grants(wishes, rows))
        .compose(grants -> hold(connection, holder, grants).map(grants));
  }

  private List<Grant> grants(List<Wish> wishes, RowSet<Row> rows) {
    Map<String, Row> rowById = new HashMap<>();
    rows.forEach(row -> rowById.put(row.getString(0), row));
    List<Grant> grants = new ArrayList<>();
    for (Wish wish : wishes) {
      Row row = rowById.get(wish.terms().campaignId());
      var account = new Account(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
      long now = row.getLong(5);
      Allowance.Share share =
          Allowance.of(wish.terms(), account, wish.nanos(), now, tenure.lease().toMillis());
      grants.add(
          new Grant(
              wish.terms().campaignId(),
              share.nanos(),
              share.limit(),
              tenure.settledMillis(now),
              account));
    }
    return grants;
  }

  private static Future<Void> hold(SqlConnection connection, String holder, List<Grant> all) {
    List<Grant> grants = all.stream().filter(grant -> grant.nanos() > 0).toList();
    if (grants.isEmpty()) {
      return Future.succeededFuture();
    }
    String[] ids = grants.stream().map(Grant::campaignId).toArray(String[]::new);
    Long[] settled = grants.stream().map(Grant::settledMillis).toArray(Long[]::new);
    Long[] nanos = grants.stream().map(Grant::nanos).toArray(Long[]::new);
    return run(connection, HOLD, tuple(ids, settled, nanos, holder))
        .compose(held -> run(connection, RESERVE, tuple(ids, nanos)))
        .mapEmpty();
  }

  @Override
  public Future<Void> giveBack(String holder, List<Rest> rests) {
    String[] ids = rests.stream().map(Rest::campaignId).toArray(String[]::new);
    Long[] settled = rests.stream().map(Rest::settledMillis).toArray(Long[]::new);
    Long[] nanos = rests.stream().map(Rest::nanos).toArray(Long[]::new);
    Long[] less = rests.stream().map(rest -> -rest.nanos()).toArray(Long[]::new);
    return connected()
        .compose(
            used ->
                used.transaction(
                    "give budgets back",
                    deadline,
                    connection ->
                        run(connection, LOCK, tuple((Object) ids))
                            .compose(
                                locked ->
                                    run(connection, GIVE_BACK, tuple(ids, settled, nanos, holder)))
                            .compose(given -> run(connection, RESERVE, tuple(ids, less)))))
        .mapEmpty();
  }

  @Override
  public Future<byte[]> key() {
    byte[] fresh = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(fresh);
    return connected()
        .compose(
            used ->
                used.statement(
                        "make the key of notices",
                        "INSERT INTO money_key (id, key) VALUES (1, $1) ON CONFLICT DO NOTHING",
                        Tuple.of(Buffer.buffer(fresh)))
                    .compose(
                        made ->
                            used.statement(
                                "read the key of notices",
                                "SELECT key FROM money_key WHERE id = 1",
                                Tuple.tuple())))
        .map(rows -> rows.iterator().next().getBuffer(0).getBytes());
  }

  @Override
  public Future<Void> close() {
    closed = true;
    Future<PostgresLink> used = link;
    return used == null
        ? Future.succeededFuture()
        : used.transform(
            opened -> opened.succeeded() ? opened.result().close() : Future.succeededFuture());
  }

  private Future<PostgresLink> connected() {
    if (closed) {
      return Future.failedFuture(new IllegalStateException("the ledger was closed"));
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
            PostgresLink.lockingOptionsOf(uri, deadline),
            Secrets.masked(uri),
            deadline,
            MAX_IN_FLIGHT)
        .compose(
            opened ->
                opened
                    .script("make the tables of money", SCHEMA, deadline)
                    .map(opened)
                    .recover(
                        failure -> opened.close().transform(done -> Future.failedFuture(failure))));
  }

  private static Future<RowSet<Row>> run(SqlConnection connection, String sql, Tuple parameters) {
    return connection.preparedQuery(sql).execute(parameters);
  }

  private static Tuple tuple(Object... values) {
    return Tuple.wrap(values);
  }
}
