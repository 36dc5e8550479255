package io.laminar.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.StoreException.Kind;
import io.vertx.pgclient.PgException;
import org.junit.jupiter.api.Test;

final class PostgresFailureTest {

  private static PgException answer(String state) {
    return new PgException("words", "ERROR", state, null);
  }

  @Test
  void tellsWhatPassesFromWhatDoesNot() {
    assertThat(PostgresFailure.of(answer("53300")).kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(PostgresFailure.of(answer("53100")).kind()).isEqualTo(Kind.OVERLOADED);
    assertThat(PostgresFailure.of(answer("40P01")).kind()).isEqualTo(Kind.OVERLOADED);
    assertThat(PostgresFailure.of(answer("28P01")).kind()).isEqualTo(Kind.REFUSED);
    assertThat(PostgresFailure.of(answer("42P01")).kind()).isEqualTo(Kind.REFUSED);
  }

  @Test
  void givesTheServersWordsItsStateAndAdvice() {
    assertThat(PostgresFailure.of(answer("53100")).reason())
        .isEqualTo("words (SQLSTATE 53100); make room on the server's disk, then try again");
  }

  @Test
  void passesOnWhatItDoesNotKnow() {
    assertThat(PostgresFailure.of(answer("22021")))
        .isEqualTo(new PostgresFailure(Kind.REFUSED, "words (SQLSTATE 22021)"));
  }

  @Test
  void takesTheLastWordsOfAConnectionForNoAnswer() {
    assertThat(PostgresFailure.isFarewell(answer("57P01"))).isTrue();
    assertThat(PostgresFailure.isFarewell(answer("57014"))).isFalse();
  }
}
