package io.laminar.migration.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.redshift.RedshiftSql.Statement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every statement that the adapter can send is one that Redshift documents. */
final class RedshiftSubsetTest {

  private static final List<Integer> NUMBERS = List.of(1, 4, 8, 16, 32, 64, 256, 512);

  /** All that {@link RedshiftSql} makes, found by looking, so that none can be forgotten. */
  private static List<String> statements(Dialect dialect) {
    var sql = new RedshiftSql(dialect, "profile");
    List<String> texts = new ArrayList<>();
    for (Method method : RedshiftSql.class.getDeclaredMethods()) {
      if (method.getReturnType() != Statement.class || method.getName().equals("sql")) {
        continue;
      }
      if (method.getParameterCount() == 0) {
        texts.add(text(method, sql));
      } else {
        assertThat(method.getParameterTypes()).containsExactly(int.class);
        NUMBERS.forEach(number -> texts.add(text(method, sql, number)));
      }
    }
    return texts;
  }

  private static String text(Method method, RedshiftSql sql, Object... numbers) {
    try {
      return ((Statement) method.invoke(sql, numbers)).text();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<String> redshiftStatements() {
    return statements(Dialect.REDSHIFT).stream();
  }

  static Stream<String> standInStatements() {
    return statements(Dialect.STAND_IN).stream();
  }

  @ParameterizedTest
  @MethodSource("redshiftStatements")
  void sendsOnlyWhatRedshiftDocuments(String statement) {
    assertThatCode(() -> RedshiftSubset.require(statement)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("standInStatements")
  void sendsTheSameTextToTheServerInItsPlaceButForTheNamesOfTypes(String statement) {
    assertThatCode(() -> RedshiftSubset.requireOfStandIn(statement)).doesNotThrowAnyException();
  }

  @Test
  void makesEachKindOfStatement() {
    assertThat(statements(Dialect.REDSHIFT))
        .extracting(text -> text.split(" ")[0])
        .contains("SELECT", "INSERT", "DELETE", "MERGE", "CREATE", "ALTER", "LOCK");
  }

  @Test
  void differsBetweenItsDialectsOnlyInTypesPlacementAndOneFunction() {
    List<String> redshift = new ArrayList<>(statements(Dialect.REDSHIFT));
    redshift.replaceAll(
        text ->
            text.replace("to_varbyte(", "decode(")
                .replace("varbyte(1024000)", "bytea")
                .replace("COLLATE CASE_SENSITIVE", "COLLATE \"C\"")
                .replace(", PRIMARY KEY (key)", "")
                .replace(" DISTKEY (key) SORTKEY (key)", ""));

    assertThat(redshift).containsExactlyInAnyOrderElementsOf(statements(Dialect.STAND_IN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t (key) VALUES ($1) ON CONFLICT (key) DO NOTHING",
        "INSERT INTO t (key) VALUES ($1) RETURNING key",
        "INSERT INTO t (key) SELECT * FROM unnest($1)",
        "INSERT INTO t (key) VALUES ($1::varchar(250))",
        "INSERT INTO t (value) VALUES (decode($1, 'hex'))",
        "INSERT INTO t (key) VALUES ($32768)",
        "SELECT key FROM t WHERE key = ANY($1)",
        "SELECT key FROM t WHERE key = any ($1)",
        "SELECT key FROM t WHERE key = ANY(ARRAY[$1, $2])",
        "SELECT key FROM t LIMIT $1",
        "SELECT key FROM t TABLESAMPLE SYSTEM (10)",
        "SELECT key FROM t FOR UPDATE SKIP LOCKED",
        "SELECT key FROM t WHERE key COLLATE \"C\" > $1",
        "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY key) FROM t",
        "SELECT pg_advisory_xact_lock(1)",
        "SELECT key FROM generate_series(1, 3) AS key",
        "SELECT version FROM t WHERE key ~ 'a'",
        "DELETE FROM t WHERE key = $1 RETURNING key",
        "DELETE FROM t WHERE (key, version) IN (SELECT key, version FROM s)",
        "UPDATE t SET version = 1",
        "TRUNCATE t",
        "SET statement_timeout = 1",
        "COPY t FROM STDIN",
        "LISTEN t",
        "LOCK TABLE t IN SHARE MODE",
        "LOCK TABLE t NOWAIT",
        "CREATE TABLE t (key varchar(250) NOT NULL)",
        "CREATE TABLE IF NOT EXISTS t (key varchar(250) NOT NULL, value bytea NOT NULL)",
        "CREATE TABLE IF NOT EXISTS t (key text NOT NULL)",
        "CREATE TABLE IF NOT EXISTS t (key varchar(250) COLLATE \"C\" NOT NULL)",
        "CREATE INDEX t_key ON t (key)",
        "ALTER TABLE t ADD COLUMN IF NOT EXISTS version bigint DEFAULT 0 NOT NULL",
        "ALTER TABLE t ADD COLUMN a bigint DEFAULT 0 NOT NULL, ADD COLUMN b bigint DEFAULT 0 NOT"
            + " NULL",
        "MERGE INTO t USING s ON t.key = s.key WHEN MATCHED AND t.version < s.version THEN UPDATE"
            + " SET version = s.version WHEN NOT MATCHED THEN INSERT (key) VALUES (s.key)",
        "MERGE INTO t USING s ON t.key = s.key WHEN MATCHED THEN UPDATE SET version = s.version",
        "MERGE INTO t USING (SELECT key FROM s) AS s ON t.key = s.key WHEN MATCHED THEN DELETE WHEN"
            + " NOT MATCHED THEN INSERT (key) VALUES (s.key)",
        "MERGE INTO t USING s ON t.key = s.key WHEN MATCHED THEN UPDATE SET key = $1 WHEN NOT"
            + " MATCHED THEN INSERT (key) VALUES (s.key)",
        "MERGE INTO t USING s ON t.key = s.key WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED THEN"
            + " INSERT (key) VALUES (s.key)",
        "SELECT key FROM t; DELETE FROM t"
      })
  void refusesWhatRedshiftDoesNotDocument(String statement) {
    assertThatThrownBy(() -> RedshiftSubset.require(statement))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(statement);
  }

  @Test
  void refusesAStatementOfMoreThanSixteenMegabytes() {
    char[] text = new char[16 * 1024 * 1024 + 1];
    Arrays.fill(text, ' ');

    assertThatThrownBy(() -> RedshiftSubset.require(new String(text)))
        .hasMessageContaining("16 MB");
  }
}
