package io.laminar.migration.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.pgclient.SslMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedshiftAddressTest {

  @Test
  void givesThePostgresClientWhatItNeeds() {
    var options =
        new RedshiftAddress("redshift://us%40er:p%2Fw@cluster.example:5440/dev?sslmode=require")
            .connectOptions();

    assertThat(options.getHost()).isEqualTo("cluster.example");
    assertThat(options.getPort()).isEqualTo(5440);
    assertThat(options.getUser()).isEqualTo("us@er");
    assertThat(options.getPassword()).isEqualTo("p/w");
    assertThat(options.getDatabase()).isEqualTo("dev");
    assertThat(options.getSslMode()).isEqualTo(SslMode.REQUIRE);
    assertThat(options.getPipeliningLimit()).isEqualTo(1);
  }

  @Test
  void knowsRedshiftsOwnPort() {
    assertThat(new RedshiftAddress("redshift://u:p@host/dev").connectOptions().getPort())
        .isEqualTo(5439);
  }

  @Test
  void showsNeitherUserNorPasswordNorParameters() {
    assertThat(new RedshiftAddress("redshift://u:hush@host:5439/dev?sslmode=require"))
        .hasToString("redshift://host:5439/dev");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://u:hush@host/dev",
        "redshift://host/dev",
        "redshift://u:hush@host",
        "redshift://u:hush@host:5439/"
      })
  void refusesWhatLacksSomethingWithoutShowingThePassword(String uri) {
    assertThatThrownBy(() -> new RedshiftAddress(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redshift://user:password@host:5439/database")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
  }
}
