package io.laminar.migration.fleet;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tables of one migration in one transaction of PostgreSQL, its row locked. */
final class PostgresTables implements Tables {

  private final SqlConnection database;
  private final FleetSql sql;
  private final String migration;
  private final String newestHash;

  private PostgresTables(
      SqlConnection database, FleetSql sql, String migration, String newestHash) {
    this.database = database;
    this.sql = sql;
    this.migration = migration;
    this.newestHash = newestHash;
  }

  /** Waits for the migration's row. */
  static Future<PostgresTables> lock(SqlConnection database, FleetSql sql, String migration) {
    return database
        .preparedQuery(sql.lock)
        .execute(Tuple.of(migration))
        .map(
            rows ->
                new PostgresTables(
                    database, sql, migration, rows.iterator().next().getString("hash")));
  }

  @Override
  public Future<Roster> roster() {
    return run(sql.roster, Tuple.of(migration)).map(PostgresTables::rosterOf);
  }

  @Override
  public String newestHash() {
    return newestHash;
  }

  @Override
  public Future<List<Publication>> logFrom(long number) {
    return run(sql.logFrom, Tuple.of(migration, number)).map(PostgresTables::publicationsOf);
  }

  @Override
  public Future<Void> append(Publication next, String note) {
    return run(
            sql.publish,
            Tuple.of(next.migration(), next.number(), next.previousHash(), next.document())
                .addBoolean(next.binding())
                .addLong(next.atMicros())
                .addString(next.who())
                .addString(next.why())
                .addString(next.hash()))
        .compose(
            kept -> change(sql.advance, Tuple.of(migration, next.number(), next.hash(), note)));
  }

  @Override
  public Future<Void> note(String note) {
    return change(sql.note, Tuple.of(migration, note));
  }

  @Override
  public Future<Optional<AuditEvent>> newestEvent() {
    return run(sql.newestEvent, Tuple.of(migration))
        .map(rows -> eventsOf(rows).stream().findFirst());
  }

  @Override
  public Future<Void> append(AuditEvent next) {
    return change(
        sql.appendEvent,
        Tuple.of(next.migration(), next.number(), next.publication(), next.publicationHash())
            .addLong(next.atMicros())
            .addString(next.who())
            .addString(next.what())
            .addString(next.previousHash())
            .addString(next.hash()));
  }

  @Override
  public Future<Void> appoint(Identity member) {
    return change(sql.appoint, Tuple.of(migration, member.incarnation()));
  }

  @Override
  public Future<Void> enrol(Identity member, long leaseUntilMicros, long nowMicros) {
    return change(
        sql.register,
        Tuple.of(migration, member.name(), member.incarnation(), member.address())
            .addLong(leaseUntilMicros)
            .addLong(nowMicros));
  }

  @Override
  public Future<Void> renew(
      Identity member,
      long leaseUntilMicros,
      long nowMicros,
      JsonObject report,
      boolean alone,
      boolean gap) {
    return change(
        sql.renew,
        Tuple.of(migration, member.incarnation(), leaseUntilMicros, nowMicros, report.encode())
            .addBoolean(gap)
            .addBoolean(alone));
  }

  @Override
  public Future<Void> acknowledge(Identity member, long number) {
    return change(sql.acknowledge, Tuple.of(migration, member.incarnation(), number));
  }

  @Override
  public Future<Void> strike(String name) {
    return change(sql.strike, Tuple.of(migration, name));
  }

  @Override
  public Future<Void> tell() {
    return change(sql.tell, Tuple.of(sql.channel, migration));
  }

  private Future<Void> change(String statement, Tuple values) {
    return run(statement, values).mapEmpty();
  }

  private Future<RowSet<Row>> run(String statement, Tuple values) {
    return database.preparedQuery(statement).execute(values);
  }

  static Roster rosterOf(RowSet<Row> rows) {
    List<MemberRecord> members = new ArrayList<>(rows.size());
    long now = 0;
    long latest = 0;
    for (Row row : rows) {
      now = row.getLong("now_micros");
      latest = row.getLong("number");
      if (row.getString("name") != null) { // null: the migration has no member
        members.add(memberOf(row, now));
      }
    }
    return new Roster(now, latest, members);
  }

  private static MemberRecord memberOf(Row row, long now) {
    var identity =
        new Identity(row.getString("name"), row.getString("incarnation"), row.getString("address"));
    return new MemberRecord(
        identity,
        row.getLong("acknowledged"),
        row.getLong("lease_micros"),
        row.getLong("reported_micros"),
        new JsonObject(row.getString("report")),
        row.getBoolean("alone"),
        row.getBoolean("gap"),
        row.getLong("lease_micros") > now,
        identity.incarnation().equals(row.getString("controller")));
  }

  static List<Publication> publicationsOf(RowSet<Row> rows) {
    List<Publication> publications = new ArrayList<>(rows.size());
    rows.forEach(row -> publications.add(publicationOf(row)));
    return publications;
  }

  static Publication publicationOf(Row row) {
    return new Publication(
        row.getString("migration"),
        row.getLong("number"),
        row.getString("previous_hash"),
        row.getString("document"),
        row.getBoolean("binding"),
        row.getLong("at_micros"),
        row.getString("who"),
        row.getString("why"),
        row.getString("hash"));
  }

  static List<AuditEvent> eventsOf(RowSet<Row> rows) {
    List<AuditEvent> events = new ArrayList<>(rows.size());
    for (Row row : rows) {
      events.add(
          new AuditEvent(
              row.getString("migration"),
              row.getLong("number"),
              row.getLong("publication"),
              row.getString("publication_hash"),
              row.getLong("at_micros"),
              row.getString("who"),
              row.getString("what"),
              row.getString("previous_hash"),
              row.getString("hash")));
    }
    return events;
  }
}
