package io.laminar.migration.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DialectTest {

  @Test
  void knowsRedshiftByItsVersion() {
    assertThat(
            Dialect.of(
                "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017"
                    + " (Red Hat 3.4.2-6.fc3), Redshift 1.0.38698"))
        .isSameAs(Dialect.REDSHIFT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PostgreSQL 15.0 on x86_64", "PostgreSQL 18.6 (Debian)", "PostgreSQL 19devel"})
  void takesAPostgresThatMergesInItsPlace(String version) {
    assertThat(Dialect.of(version)).isSameAs(Dialect.STAND_IN);
    assertThat(Dialect.STAND_IN.engine()).contains("PostgreSQL").contains("place");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PostgreSQL 14.9", "PostgreSQL 8.0.2", "CockroachDB v25", ""})
  void refusesWhatCannotMerge(String version) {
    assertThatThrownBy(() -> Dialect.of(version))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("15 or later");
  }
}
