package io.laminar.migration.replicate;

import io.laminar.migration.route.Side;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Map;

/**
 * Whether two PostgreSQL servers can follow each other in turns: version, settings, room for a
 * slot, what the user may do, and what is in the table that would follow. One use.
 */
final class PostgresCheck {

  /** The first whose subscriptions can leave out what came from elsewhere. */
  private static final int OLDEST = 160_000;

  private final Map<Side, PostgresServer> serverBySide;
  private final PostgresNames sql;
  private final boolean mayOverwrite;
  private final Obstacles obstacles = new Obstacles();

  PostgresCheck(Map<Side, PostgresServer> serverBySide, PostgresNames sql, boolean mayOverwrite) {
    this.serverBySide = serverBySide;
    this.sql = sql;
    this.mayOverwrite = mayOverwrite;
  }

  /** Fails with everything that is in the way. */
  Future<Void> run() {
    return facts(Side.OLD)
        .compose(
            old ->
                facts(Side.NEW)
                    .compose(
                        other -> {
                          judge(Side.OLD, old);
                          judge(Side.NEW, other);
                          judgeBoth(old, other);
                          return checkEmpty();
                        }))
        .compose(checked -> obstacles.verdict());
  }

  private Future<Row> facts(Side side) {
    String query =
        """
        SELECT current_setting('server_version_num')::int AS version,
          current_setting('server_version') AS named,
          current_setting('wal_level') AS wal_level,
          (SELECT system_identifier FROM pg_control_system()) AS system,
          current_setting('max_replication_slots')::int AS slots,
          (SELECT count(*) FROM pg_replication_slots WHERE slot_name <> '%1$s')::int AS slots_used,
          rolsuper AS super, rolsuper OR rolreplication AS replicates,
          rolsuper OR EXISTS (SELECT FROM pg_roles g WHERE g.rolname = 'pg_create_subscription'
            AND pg_has_role(current_user, g.oid, 'USAGE')) AS subscribes,
          quote_ident(current_user) AS role,
          quote_ident(current_database()) AS quoted_database,
          has_database_privilege(current_database(), 'CREATE') AS creates,
          coalesce(quote_ident(current_schema()), '') AS home,
          coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS makes,
          (SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class
            WHERE oid = '%2$s'::regclass) AS owns,
          (SELECT nspname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = '%2$s'::regclass) AS schema
        FROM pg_roles WHERE rolname = current_user
        """
            .formatted(sql.name, sql.table);
    return serverBySide
        .get(side)
        .ask("look whether it can follow and be followed", query)
        .map(rows -> rows.iterator().next());
  }

  private void judge(Side side, Row facts) {
    obstacles.addIf(
        facts.getInteger("version") < OLDEST,
        side + " is PostgreSQL " + facts.getString("named") + ", and 16 or later is needed");
    obstacles.addIf(
        !facts.getString("wal_level").equals("logical"),
        side
            + " has wal_level="
            + facts.getString("wal_level")
            + ": set wal_level=logical and start it anew");
    obstacles.addIf(
        facts.getInteger("slots_used") >= facts.getInteger("slots"),
        side + " has no slot left: raise max_replication_slots=" + facts.getInteger("slots"));
    judgeRights(side, facts);
  }

  /** Each with the statement that mends it, for a superuser of that server. */
  private void judgeRights(Side side, Row facts) {
    String role = facts.getString("role");
    String home = facts.getString("home");
    String mend = side + ": the user " + role + " lacks a right: ";
    obstacles.addIf(!facts.getBoolean("replicates"), mend + "ALTER ROLE " + role + " REPLICATION");
    obstacles.addIf(
        !facts.getBoolean("subscribes"), mend + "GRANT pg_create_subscription TO " + role);
    obstacles.addIf(
        !facts.getBoolean("creates"),
        mend + "GRANT CREATE ON DATABASE " + facts.getString("quoted_database") + " TO " + role);
    obstacles.addIf(
        !facts.getBoolean("owns"), mend + "ALTER TABLE " + sql.table + " OWNER TO " + role);
    obstacles.addIf(
        !facts.getBoolean("makes"),
        home.isEmpty()
            ? side + ": no schema of the search_path of " + role + " is there"
            : mend + "GRANT CREATE ON SCHEMA " + home + " TO " + role);
    obstacles.addIf(
        !facts.getBoolean("super") && !serverBySide.get(side.other()).hasPassword(),
        side
            + ": the user "
            + role
            + " is no superuser, so the address of "
            + side.other()
            + " needs a password, and its server must ask for it");
  }

  private void judgeBoth(Row old, Row other) {
    obstacles.addIf(
        old.getLong("system").equals(other.getLong("system")), "old and new are one server");
    obstacles.addIf(
        !old.getString("schema").equals(other.getString("schema")),
        "the table is in schema "
            + old.getString("schema")
            + " of old and "
            + other.getString("schema")
            + " of new");
  }

  private Future<Void> checkEmpty() {
    if (mayOverwrite) {
      return Future.succeededFuture();
    }
    return serverBySide
        .get(Side.NEW)
        .value(
            "look for rows",
            "SELECT EXISTS (SELECT FROM "
                + sql.table
                + ") AND NOT EXISTS ("
                + "SELECT FROM pg_subscription WHERE subname = '"
                + sql.name
                + "')")
        .map(
            holdsRows -> {
              obstacles.addIf(
                  Boolean.TRUE.equals(holdsRows),
                  "the table " + sql.table + " of new holds rows: empty it, or name another one");
              return null;
            });
  }
}
