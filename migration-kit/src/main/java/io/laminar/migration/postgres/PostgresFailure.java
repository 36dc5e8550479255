package io.laminar.migration.postgres;

import io.laminar.migration.store.StoreException.Kind;
import io.laminar.migration.store.Trouble;
import io.vertx.pgclient.PgException;
import java.util.List;

/**
 * What a failure of the client means to a caller, and what can be done about it.
 *
 * @param reason the server's own words with its SQLSTATE, and the advice
 */
record PostgresFailure(Kind kind, String reason) {

  private record Advice(String state, Kind kind, String what) {}

  /** By the beginning of the SQLSTATE (PostgreSQL's documentation, appendix A). */
  private static final List<Advice> ADVICE =
      List.of(
          new Advice("28", Kind.REFUSED, "check user and password in the address of the store"),
          new Advice("3D000", Kind.REFUSED, "create the database or correct the address"),
          new Advice(
              "42501",
              Kind.REFUSED,
              "grant the user SELECT, INSERT, UPDATE and DELETE on the table, or its ownership"),
          new Advice("42P01", Kind.REFUSED, "the table is gone: open the store again to make it"),
          new Advice(
              "42P10", Kind.REFUSED, "the table needs a primary key on the column key alone"),
          new Advice(
              "42",
              Kind.REFUSED,
              "the table is not as the store needs it: change it, or choose another namespace"),
          new Advice("53300", Kind.UNREACHABLE, "raise max_connections or close other connections"),
          new Advice("53100", Kind.OVERLOADED, "make room on the server's disk, then try again"),
          new Advice("53", Kind.OVERLOADED, "the server has no room: try again later"),
          new Advice(
              "25006", Kind.UNREACHABLE, "the server is a standby: give the primary's address"),
          new Advice("40", Kind.OVERLOADED, "another transaction was in the way: try again"),
          new Advice("55P03", Kind.OVERLOADED, "another transaction was in the way: try again"),
          new Advice("57014", Kind.LATE, "the server's statement_timeout was shorter"),
          new Advice("57P", Kind.UNREACHABLE, "the server stops or starts: try again"),
          new Advice("08", Kind.UNREACHABLE, "try again"));

  /** True if the connection ended with these words, so that a statement may have been done. */
  static boolean isFarewell(PgException refused) {
    String state = String.valueOf(refused.getSqlState());
    return state.startsWith("57P") || state.startsWith("08");
  }

  static PostgresFailure of(PgException refused) {
    String state = String.valueOf(refused.getSqlState());
    String words = refused.getErrorMessage() + " (SQLSTATE " + state + ")";
    for (Advice advice : ADVICE) {
      if (state.startsWith(advice.state)) {
        return new PostgresFailure(advice.kind, words + "; " + advice.what);
      }
    }
    return new PostgresFailure(Kind.REFUSED, words);
  }

  /** Why there is no connection, and what can be done about it. */
  static PostgresFailure ofConnecting(Throwable cause) {
    return cause instanceof PgException refused
        ? of(refused)
        : new PostgresFailure(Kind.UNREACHABLE, Trouble.nobodyThere(cause.getMessage()));
  }
}
